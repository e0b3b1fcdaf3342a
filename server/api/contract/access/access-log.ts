import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { id } from '../parameters.ts'

export const accessDecision = z.object({
  at: z.iso.datetime(),
  gateway: z.string(),
  hotspotId: z.int().nullable(),
  device: z.string().nullable(),
  method: z.string(),
  accepted: z.boolean(),
  reason: z.string(),
})
export type AccessDecision = z.infer<typeof accessDecision>
export const accessLogPage = pageOf(accessDecision)

export const listAccessLog = endpoint({
  method: 'get',
  path: '/access-log',
  summary: 'Recent decisions on who may be online, newest first',
  role: 'operator',
  districts: 'own',
  query: z.strictObject({
    hotspot: id.optional(),
    gateway: id.optional(),
    site: id.optional(),
    ...paging(500, 100),
  }),
  response: accessLogPage,
})
