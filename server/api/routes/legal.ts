import { z } from 'zod'
import type { Database } from '../../database/connection.ts'
import { isForeignKeyViolation } from '../../database/sql-errors.ts'
import { audit } from '../../directory/audit.ts'
import { listStaff } from '../../directory/staff.ts'
import {
  approveLawfulRequest,
  askLawfully,
  lawfulExport,
  listLawfulRequests,
  refuseLawfulRequest,
} from '../../privacy/lawful-requests.ts'
import { listHolds, placeHold, releaseHold } from '../../privacy/legal-holds.ts'
import { LegalError } from '../../privacy/legal-scope.ts'
import * as contract from '../contract.ts'
import { ApiProblem, route } from '../route.ts'
import { device, id, idParameter } from './parameters.ts'

const text = z.string().trim().min(1).max(500)
const moment = z.iso.datetime({ offset: true }).transform((value) => new Date(value))
const scopeBody = {
  authority: text,
  basis: text,
  resident: id.optional(),
  device: device.optional(),
  hotspot: id.optional(),
  since: moment,
  until: moment,
}

interface ScopeBody {
  authority: string
  basis: string
  resident?: number | undefined
  device?: string | undefined
  hotspot?: number | undefined
  since: Date
  until: Date
}

const scopeOf = ({ authority, basis, resident, device, hotspot, since, until }: ScopeBody) => ({
  ...{ authority, basis, since, until },
  residentId: resident ?? null,
  deviceMac: device ?? null,
  hotspotId: hotspot ?? null,
})

const shownScope = (row: {
  authority: string
  basis: string
  resident_id: number | null
  device_mac: string | null
  hotspot_id: number | null
  since: Date
  until: Date
}) => ({
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
  route({
    method: 'get',
    path: '/legal-holds',
    summary: 'What retention leaves alone, by whose order and until when; ended ones too, newest first',
    role: 'admin',
    response: contract.legalHolds,
    async handler({ parts: { db } }) {
      const [rows, nameOf] = await Promise.all([listHolds(db), staffNames(db)])
      const now = new Date()
      return {
        holds: rows.map((row) => ({
          ...{ id: row.id, ...shownScope(row) },
          placedAt: row.placed_at.toISOString(),
          placedBy: nameOf(row.placed_by),
          endsAt: row.ends_at.toISOString(),
          releasedAt: said(row.released_at),
          active: row.released_at === null && row.ends_at > now,
        })),
      }
    },
  }),
  route({
    method: 'post',
    path: '/legal-holds',
    summary: 'Suspends retention for a resident, a device or a hotspot within a time',
    role: 'admin',
    body: z.strictObject({ ...scopeBody, endsAt: moment }),
    response: contract.legalCreated,
    async handler({ parts: { db }, body, staff }) {
      const created = await lawfully(placeHold(db, { ...scopeOf(body), endsAt: body.endsAt }, staff.id))
      await audit(db, { kind: 'staff', staffId: staff.id }, 'legal-hold.place', `legal hold ${created}`)
      return { id: created }
    },
  }),
  route({
    method: 'post',
    path: '/legal-holds/{id}/release',
    summary: 'Ends a hold: retention goes on at its next run',
    role: 'admin',
    params: idParameter,
    response: contract.legalDone,
    async handler({ parts: { db }, params: { id }, staff }) {
      if (!(await releaseHold(db, id, staff.id))) {
        throw new ApiProblem(404, 'no-such-hold', `There is no hold ${id} that has not ended.`)
      }
      await audit(db, { kind: 'staff', staffId: staff.id }, 'legal-hold.release', `legal hold ${id}`)
      return { done: true }
    },
  }),
  route({
    method: 'get',
    path: '/lawful-requests',
    summary: 'What authorities asked for, who asked here and who decided, newest first',
    role: 'admin',
    response: contract.lawfulRequests,
    async handler({ parts: { db }, staff }) {
      const [rows, nameOf] = await Promise.all([listLawfulRequests(db), staffNames(db)])
      const now = new Date()
      return {
        requests: rows.map((row) => ({
          ...{ id: row.id, ...shownScope(row), state: row.state },
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
        })),
      }
    },
  }),
  route({
    method: 'post',
    path: '/lawful-requests',
    summary: 'Asks for what is stored of a resident, a device or a hotspot within a time; somebody else has to approve',
    role: 'admin',
    body: z.strictObject(scopeBody),
    response: contract.legalCreated,
    async handler({ parts: { db }, body, staff }) {
      const created = await lawfully(askLawfully(db, scopeOf(body), staff.id))
      await audit(db, { kind: 'staff', staffId: staff.id }, 'lawful-request.ask', `lawful request ${created}`)
      return { id: created }
    },
  }),
  route({
    method: 'post',
    path: '/lawful-requests/{id}/approve',
    summary: 'Approves a request that somebody else made, and makes its export',
    role: 'admin',
    params: idParameter,
    response: contract.legalDone,
    async handler({ parts: { db, sealer }, params: { id }, staff }) {
      const { sha256, sessions } = await lawfully(approveLawfulRequest(db, sealer, id, staff.id))
      const actor = { kind: 'staff', staffId: staff.id } as const
      await audit(db, actor, 'lawful-request.approve', `lawful request ${id}`, { sessions, sha256 })
      return { done: true }
    },
  }),
  route({
    method: 'post',
    path: '/lawful-requests/{id}/refuse',
    summary: 'Refuses a request that somebody else made',
    role: 'admin',
    params: idParameter,
    response: contract.legalDone,
    async handler({ parts: { db }, params: { id }, staff }) {
      await lawfully(refuseLawfulRequest(db, id, staff.id))
      await audit(db, { kind: 'staff', staffId: staff.id }, 'lawful-request.refuse', `lawful request ${id}`)
      return { done: true }
    },
  }),
  route({
    method: 'post',
    path: '/lawful-requests/{id}/export',
    summary: 'The export of an approved request, for those who asked and approved; each time is audited',
    role: 'admin',
    params: idParameter,
    response: contract.lawfulExport,
    async handler({ parts: { db, sealer }, params: { id }, staff }) {
      const file = await lawfully(lawfulExport(db, sealer, id, staff.id))
      const actor = { kind: 'staff', staffId: staff.id } as const
      await audit(db, actor, 'lawful-request.export', `lawful request ${id}`, { sha256: file.sha256 })
      return file
    },
  }),
]
