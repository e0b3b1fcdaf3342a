import { z } from 'zod'
import { audit } from '../../directory/audit.ts'
import { addNotice, NoticeError, noticeKinds, recentNotices, withdrawNotice } from '../../notices/notices.ts'
import * as contract from '../contract.ts'
import { ApiProblem, route } from '../route.ts'
import { id, idParameter } from './parameters.ts'

const SHOWN = 50
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value))

export const noticeRoutes = [
  route({
    method: 'get',
    path: '/notices',
    summary: 'What residents read on the portal, will read and have read, newest first',
    role: 'viewer',
    response: contract.notices,
    async handler({ parts: { db } }) {
      const now = new Date()
      const rows = await recentNotices(db, SHOWN)
      return {
        notices: rows.map((row) => ({
          ...{ id: row.id, kind: row.kind, texts: row.texts, hotspot: row.hotspot, neighbourhood: row.neighbourhood },
          startsAt: row.starts_at.toISOString(),
          endsAt: (row.withdrawn_at ?? row.ends_at).toISOString(),
          over: row.withdrawn_at !== null || row.ends_at <= now,
        })),
      }
    },
  }),
  route({
    method: 'post',
    path: '/notices',
    summary: 'Shows a notice on the portal at a hotspot, in a neighbourhood or in the whole city, for a time',
    role: 'operator',
    body: z.strictObject({
      kind: z.enum(noticeKinds),
      texts: z.record(z.string().regex(/^[a-z]{2,3}$/, 'a language such as es'), z.string().max(2000)),
      hotspot: id.optional(),
      neighbourhood: id.optional(),
      startsAt: time,
      endsAt: time,
    }),
    response: contract.noticeAdded,
    async handler({ parts: { db }, body, staff }) {
      const { hotspot, neighbourhood, ...notice } = body
      const wanted = { ...notice, hotspotId: hotspot, neighbourhoodId: neighbourhood }
      const added = await addNotice(db, wanted, staff.id).catch((error) => {
        if (!(error instanceof NoticeError)) throw error
        throw new ApiProblem(400, 'wrong-notice', error.message, error.field)
      })
      const detail = { kind: notice.kind, texts: notice.texts, hotspot, neighbourhood }
      await audit(db, { kind: 'staff', staffId: staff.id }, 'notice.add', `notice ${added}`, detail)
      return { id: added }
    },
  }),
  route({
    method: 'post',
    path: '/notices/{id}/withdraw',
    summary: 'Takes a notice off the portal now',
    role: 'operator',
    params: idParameter,
    response: contract.noticeWithdrawn,
    async handler({ parts: { db }, params: { id }, staff }) {
      if (!(await withdrawNotice(db, id)))
        throw new ApiProblem(404, 'no-such-notice', `There is no notice ${id} that has not ended.`)
      await audit(db, { kind: 'staff', staffId: staff.id }, 'notice.withdraw', `notice ${id}`)
      return { withdrawn: true }
    },
  }),
]
