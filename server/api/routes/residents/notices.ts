import {
  addNotice,
  countNotices,
  NoticeError,
  noticeScope,
  recentNotices,
  withdrawNotice,
} from '../../../notices/notices.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, rowsFor, shownAs } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { isOwnScope, mustOwnScope } from '../own.ts'
import { endOf, idBefore } from '../parameters.ts'

export const noticeRoutes = [
  implement(contract.listNotices, async ({ parts: { db }, query, staff: { districts } }) => {
    const now = new Date()
    const [rows, total] = await Promise.all([
      recentNotices(db, { districts, limit: rowsFor(query), before: idBefore(query.cursor) }),
      countNotices(db, districts, contract.MOST_COUNTED),
    ])
    return shownAs(
      cutPage(rows, query, total, ({ id }) => [id]),
      (row) => ({
        ...{ id: row.id, kind: row.kind, texts: row.texts, hotspot: row.hotspot, neighbourhood: row.neighbourhood },
        startsAt: row.starts_at.toISOString(),
        endsAt: (row.withdrawn_at ?? row.ends_at).toISOString(),
        over: row.withdrawn_at !== null || row.ends_at <= now,
      }),
    )
  }),
  implement(contract.addNotice, async ({ parts: { db }, body, staff }) => {
    const { kind, texts, hotspot, neighbourhood, startsAt = new Date() } = body
    await mustOwnScope(db, staff, { hotspot, neighbourhood })
    const wanted = { kind, texts, startsAt, endsAt: endOf(body, startsAt) }
    const place = { hotspotId: hotspot, neighbourhoodId: neighbourhood }
    const id = await addNotice(db, { ...wanted, ...place }, staff.id).catch((error) => {
      if (!(error instanceof NoticeError)) throw error
      throw new ApiProblem(400, 'wrong-notice', error.message, error.field)
    })
    return changed({ id }, { kind, texts, hotspot, neighbourhood })
  }),
  implement(contract.withdrawNotice, async ({ parts: { db }, params: { id }, staff }) => {
    const scope = await noticeScope(db, id)
    const isOwn = scope !== undefined && (await isOwnScope(db, staff, scope))
    if (!isOwn || !(await withdrawNotice(db, id)))
      throw new ApiProblem(404, 'no-such-notice', `There is no notice ${id} that has not ended.`)
    return changed({ withdrawn: true })
  }),
]
