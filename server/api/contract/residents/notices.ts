import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { ending, exactlyOne, id, idParameter, madeRecord, moment, texts } from '../parameters.ts'

export const noticeKind = z.enum(['information', 'maintenance', 'civil-protection'])

/** `hotspot` or `neighbourhood` by name, or neither: the whole city. Texts by language, Spanish always. */
export const notice = z.object({
  id: z.int(),
  kind: noticeKind,
  texts: z.record(z.string(), z.string()),
  hotspot: z.string().nullable(),
  neighbourhood: z.string().nullable(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  over: z.boolean(),
})
export type Notice = z.infer<typeof notice>
export const noticePage = pageOf(notice)

export const listNotices = endpoint({
  method: 'get',
  path: '/notices',
  summary: 'What residents read on the portal, will read and have read, newest first',
  role: 'viewer',
  districts: 'own',
  query: z.strictObject(paging(200, 50)),
  response: noticePage,
})

/**
 * `hotspot` or `neighbourhood`, or neither: the whole city. Without `startsAt` it begins now; it lasts until `endsAt`, or
 * for `hours`.
 */
export const newNotice = z
  .strictObject({
    kind: noticeKind,
    texts: texts(2000),
    hotspot: id.optional(),
    neighbourhood: id.optional(),
    startsAt: moment.optional(),
    ...ending,
  })
  .refine(...exactlyOne('endsAt', 'hours'))

export const addNotice = endpoint({
  method: 'post',
  path: '/notices',
  summary: 'Shows a notice on the portal at a hotspot, in a neighbourhood or in the whole city, for a time',
  role: 'operator',
  districts: 'own',
  body: newNotice,
  response: madeRecord,
  changes: { action: 'notice.add', target: 'notice {id}' },
})

export const noticeWithdrawn = z.object({ withdrawn: z.boolean() })

export const withdrawNotice = endpoint({
  method: 'post',
  path: '/notices/{id}/withdraw',
  summary: 'Takes a notice off the portal now',
  role: 'operator',
  districts: 'own',
  params: idParameter,
  response: noticeWithdrawn,
  changes: { action: 'notice.withdraw', target: 'notice {id}' },
})
