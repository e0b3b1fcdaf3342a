import { endsSoon, loadedEnds } from '../../../certificates/ends.ts'
import { AmbiguousAccount, staffAccount } from '../../../city-key/account/named.ts'
import { causeOf, settingsFor } from '../../../city-key/causes.ts'
import { recentFailures } from '../../../city-key/views.ts'
import { cityKeyIssuer, staffIssuer } from '../../../config/index.ts'
import type { Database } from '../../../database/connection.ts'
import { differences } from '../../../directory/audit.ts'
import {
  addStaff,
  changeStaff,
  LastAdministrator,
  listStaff,
  staffActions,
  UnknownDistrict,
} from '../../../directory/staff.ts'
import { countAudit, recentAudit } from '../../../directory/views.ts'
import { districtNames } from '../../../network/districts/districts.ts'
import { districtWords, wordsFor } from '../../../network/districts/words.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, rowsFor, shownAs, wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'
import { idBefore } from '../parameters.ts'

export const administrationRoutes = [
  implement(contract.readCityKey, async ({ parts: { db, config } }) => {
    const failures = await recentFailures(db, contract.CITY_KEY_FAILURE_DAYS)
    return {
      issuer: cityKeyIssuer(config),
      staffIssuer: staffIssuer(config),
      failures: failures.map(({ lastAt, ...failure }) => {
        const cause = causeOf(failure)
        const isApart = failure.client === 'staff' && config.cityKey.staff !== undefined
        return { ...failure, cause, settings: settingsFor(cause, isApart), lastAt: lastAt.toISOString() }
      }),
    }
  }),
  implement(contract.listEndingCertificates, async ({ parts: { db } }) => {
    const ending = (await loadedEnds(db)).filter((end) => endsSoon(end, new Date()))
    return wholePage(ending.map((end) => ({ ...end, notAfter: end.notAfter.toISOString() })))
  }),
  implement(contract.listAudit, ({ parts: { db }, query }) => auditPage(db, query)),
  implement(contract.listStaff, async ({ parts: { db }, staff: me }) => {
    const rows = await listStaff(db)
    return wholePage(
      rows.map(({ id, subject, name, role, districts, disabled_at }) => ({
        ...{ id, account: subject, name, role, districts },
        disabled: disabled_at !== null,
        mine: id === me.id,
      })),
    )
  }),
  implement(contract.listStaffChanges, ({ parts: { db }, params: { id }, query }) =>
    auditPage(db, query, { target: `staff ${id}`, actions: staffActions }),
  ),
  implement(contract.addStaff, async ({ parts, body: { account: written, name, role, districts } }) => {
    const account = await staffAccount(parts, written).catch(explained)
    const id = await addStaff(parts.db, { ...account, name, role, districts }).catch(explained)
    if (id === undefined)
      throw new ApiProblem(409, 'staff-already', `The account "${written}" is staff already: change it.`, 'account')
    const words = districtWords(await districtNames(parts.db), districts ?? [])
    return changed({ id }, { after: { account: written, name, role, districts: words } })
  }),
  implement(contract.changeStaff, async ({ parts: { db }, staff: me, params: { id }, body }) => {
    const isLess = body.disabled === true || (body.districts?.length ?? 0) > 0
    if (id === me.id && (isLess || (body.role !== undefined && body.role !== me.role))) throw ownAccount()
    const done = await changeStaff(db, id, body).catch(explained)
    if (!done) throw new ApiProblem(404, 'no-such-staff', `There is no staff member ${id}.`)
    const words = wordsFor(await districtNames(db))
    const detail = differences(words(done.before), words(done.after))
    return detail ? changed({ done: true }, { ...detail }) : unchanged({ done: true })
  }),
]

const ownAccount = () =>
  new ApiProblem(
    409,
    'own-account',
    'Nobody changes their own role or districts, or disables themselves: another one does.',
  )

function explained(error: unknown): never {
  if (error instanceof AmbiguousAccount) throw new ApiProblem(400, 'ambiguous-account', error.message, 'account')
  if (error instanceof UnknownDistrict) throw new ApiProblem(400, 'wrong-district', error.message, 'districts')
  if (error instanceof LastAdministrator) throw new ApiProblem(409, 'last-administrator', error.message)
  throw error
}

/** @param about absent: everything that was audited */
async function auditPage(
  db: Database,
  query: contract.Received<typeof contract.listAudit, 'query'>,
  about?: { target: string; actions: readonly string[] },
) {
  const [rows, total] = await Promise.all([
    recentAudit(db, { limit: rowsFor(query), before: idBefore(query.cursor), ...(about && { about }) }),
    countAudit(db, contract.MOST_COUNTED, about),
  ])
  return shownAs(
    cutPage(rows, query, total, ({ id }) => [id]),
    ({ at, name, actor, ...row }) => ({ ...row, at: at.toISOString(), actor: name ?? actor }),
  )
}
