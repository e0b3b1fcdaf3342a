import { endsSoon, loadedEnds } from '../../../certificates/ends.ts'
import { staffAccount } from '../../../city-key/named.ts'
import { recentFailures } from '../../../city-key/views.ts'
import { cityKeyIssuer, staffIssuer } from '../../../config/index.ts'
import { changeStaff, listStaff, putStaff, staffIdOf } from '../../../directory/staff.ts'
import { countAudit, recentAudit } from '../../../directory/views.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, rowsFor, shownAs, wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { idBefore } from '../parameters.ts'

export const administrationRoutes = [
  implement(contract.readCityKey, async ({ parts: { db, config } }) => {
    const failures = await recentFailures(db, contract.CITY_KEY_FAILURE_DAYS)
    return {
      issuer: cityKeyIssuer(config),
      staffIssuer: staffIssuer(config),
      failures: failures.map(({ lastAt, ...failure }) => ({ ...failure, lastAt: lastAt.toISOString() })),
    }
  }),
  implement(contract.listEndingCertificates, async ({ parts: { db } }) => {
    const ending = (await loadedEnds(db)).filter((end) => endsSoon(end, new Date()))
    return wholePage(ending.map((end) => ({ ...end, notAfter: end.notAfter.toISOString() })))
  }),
  implement(contract.listAudit, async ({ parts: { db }, query }) => {
    const [rows, total] = await Promise.all([
      recentAudit(db, { limit: rowsFor(query), before: idBefore(query.cursor) }),
      countAudit(db, contract.MOST_COUNTED),
    ])
    return shownAs(
      cutPage(rows, query, total, ({ id }) => [id]),
      ({ at, name, actor, ...row }) => ({ ...row, at: at.toISOString(), actor: name ?? actor }),
    )
  }),
  implement(contract.listStaff, async ({ parts: { db }, staff: me }) => {
    const rows = await listStaff(db)
    return wholePage(
      rows.map(({ id, subject, name, role, disabled_at }) => ({
        ...{ id, account: subject, name, role },
        disabled: disabled_at !== null,
        mine: id === me.id,
      })),
    )
  }),
  implement(contract.addStaff, async ({ parts, staff: me, body: { account: written, name, role } }) => {
    const { db } = parts
    const account = await staffAccount(parts, written)
    if ((await staffIdOf(db, account.issuer, account.subject)) === me.id) throw ownAccount()
    const id = await putStaff(db, { ...account, name, role })
    return changed({ id }, { role })
  }),
  implement(contract.changeStaff, async ({ parts: { db }, staff: me, params: { id }, body }) => {
    if (id === me.id && (body.disabled === true || (body.role !== undefined && body.role !== me.role)))
      throw ownAccount()
    if (!(await changeStaff(db, id, body)))
      throw new ApiProblem(404, 'no-such-staff', `There is no staff member ${id}.`)
    const { role, disabled } = body
    return changed({ done: true }, { ...(role !== undefined && { role }), ...(disabled !== undefined && { disabled }) })
  }),
]

/** The last administrator would lock everybody out. */
const ownAccount = () =>
  new ApiProblem(409, 'own-account', 'Nobody changes their own role or disables themselves: another one does.')
