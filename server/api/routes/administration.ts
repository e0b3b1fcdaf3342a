import { endsSoon, loadedEnds } from '../../certificates/ends.ts'
import { listStaff } from '../../directory/staff.ts'
import { countAudit, recentAudit } from '../../directory/views.ts'
import * as contract from '../contract/index.ts'
import { cutPage, rowsFor, shownAs, wholePage } from '../cursor.ts'
import { implement } from '../route.ts'
import { idBefore } from './parameters.ts'

export const administrationRoutes = [
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
  implement(contract.listStaff, async ({ parts: { db } }) => {
    const rows = await listStaff(db)
    return wholePage(
      rows.map(({ id, name, role, disabled_at }) => ({ id, name, role, disabled: disabled_at !== null })),
    )
  }),
]
