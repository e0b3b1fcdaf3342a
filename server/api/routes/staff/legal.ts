import type { Database } from '../../../database/connection.ts'
import { isForeignKeyViolation } from '../../../database/sql-errors.ts'
import { listStaff } from '../../../directory/staff.ts'
import { lawfulExport } from '../../../privacy/lawful-exports.ts'
import {
  approveLawfulRequest,
  askLawfully,
  countLawfulRequests,
  listLawfulRequests,
  refuseLawfulRequest,
} from '../../../privacy/lawful-requests.ts'
import { countHolds, listHolds, placeHold, releaseHold } from '../../../privacy/legal-holds.ts'
import { LegalError } from '../../../privacy/legal-scope.ts'
import type { LegalScopeColumns } from '../../../privacy/tables.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, rowsFor, shownAs } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { idBefore, macOf } from '../parameters.ts'

type ScopeBody = contract.Received<typeof contract.placeLegalHold, 'body'>

const scopeOf = ({ authority, basis, resident, device, hotspot, since, until }: Omit<ScopeBody, 'endsAt'>) => ({
  ...{ authority, basis, since, until },
  residentId: resident ?? null,
  deviceMac: macOf(device) ?? null,
  hotspotId: hotspot ?? null,
})

const shownScope = (row: LegalScopeColumns) => ({
  ...{ authority: row.authority, basis: row.basis },
  resident: row.resident_id,
  device: row.device_mac,
  hotspot: row.hotspot_id,
  since: row.since.toISOString(),
  until: row.until.toISOString(),
})

const said = (at: Date | null) => at?.toISOString() ?? null

async function staffNames(db: Database): Promise<(id: number | null) => string | null> {
  const names = new Map((await listStaff(db)).map(({ id, name }) => [id, name]))
  return (id) => (id === null ? null : (names.get(id) ?? `${id}`))
}

/** What the law does not allow is the caller's mistake, and says which field it is in. */
const lawfully = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error) => {
    if (error instanceof LegalError) throw new ApiProblem(400, 'not-lawful', error.message, error.field)
    if (isForeignKeyViolation(error)) throw new ApiProblem(400, 'not-lawful', 'There is no such hotspot.', 'hotspot')
    throw error
  })

export const legalRoutes = [
  implement(contract.listLegalHolds, async ({ parts: { db }, query }) => {
    const [rows, total, nameOf] = await Promise.all([
      listHolds(db, { limit: rowsFor(query), before: idBefore(query.cursor) }),
      countHolds(db, contract.MOST_COUNTED),
      staffNames(db),
    ])
    const now = new Date()
    return shownAs(
      cutPage(rows, query, total, ({ id }) => [id]),
      (row) => ({
        ...{ id: row.id, ...shownScope(row) },
        placedAt: row.placed_at.toISOString(),
        placedBy: nameOf(row.placed_by),
        endsAt: row.ends_at.toISOString(),
        releasedAt: said(row.released_at),
        active: row.released_at === null && row.ends_at > now,
      }),
    )
  }),
  implement(contract.placeLegalHold, async ({ parts: { db }, body, staff }) =>
    changed({ id: await lawfully(placeHold(db, { ...scopeOf(body), endsAt: body.endsAt }, staff.id)) }),
  ),
  implement(contract.releaseLegalHold, async ({ parts: { db }, params: { id }, staff }) => {
    if (!(await releaseHold(db, id, staff.id))) {
      throw new ApiProblem(404, 'no-such-hold', `There is no hold ${id} that has not ended.`)
    }
    return changed({ done: true })
  }),
  implement(contract.listLawfulRequests, async ({ parts: { db }, query, staff }) => {
    const [rows, total, nameOf] = await Promise.all([
      listLawfulRequests(db, { limit: rowsFor(query), before: idBefore(query.cursor) }),
      countLawfulRequests(db, contract.MOST_COUNTED),
      staffNames(db),
    ])
    const now = new Date()
    return shownAs(
      cutPage(rows, query, total, ({ id }) => [id]),
      (row) => ({
        ...{ id: row.id, ...shownScope(row), address: row.public_ip, port: row.public_port, state: row.state },
        askedAt: row.asked_at.toISOString(),
        askedBy: nameOf(row.asked_by) ?? '',
        decidedAt: said(row.decided_at),
        decidedBy: nameOf(row.decided_by),
        mine: row.asked_by === staff.id,
        exportUntil:
          row.export_until !== null && row.export_until > now && [row.asked_by, row.decided_by].includes(staff.id)
            ? row.export_until.toISOString()
            : null,
        sha256: row.export_sha256,
      }),
    )
  }),
  implement(contract.askLawfully, async ({ parts: { db }, body, staff }) =>
    changed({
      id: await lawfully(
        askLawfully(db, { ...scopeOf(body), publicIp: body.address ?? null, publicPort: body.port ?? null }, staff.id),
      ),
    }),
  ),
  implement(contract.approveLawfulRequest, async ({ parts: { db, sealer }, params: { id }, staff }) => {
    const { sha256, sessions } = await lawfully(approveLawfulRequest(db, sealer, id, staff.id))
    return changed({ done: true }, { sessions, sha256 })
  }),
  implement(contract.refuseLawfulRequest, async ({ parts: { db }, params: { id }, staff }) => {
    await lawfully(refuseLawfulRequest(db, id, staff.id))
    return changed({ done: true })
  }),
  implement(contract.takeLawfulExport, async ({ parts: { db, sealer }, params: { id }, staff }) => {
    const file = await lawfully(lawfulExport(db, sealer, id, staff.id))
    return changed(file, { sha256: file.sha256 })
  }),
]
