import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { flag } from '../parameters.ts'

export const alert = z.object({
  id: z.int(),
  hotspotId: z.int(),
  hotspot: z.string(),
  kind: z.enum(['down', 'degraded']),
  cause: z.string().nullable(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  residentsAffected: z.int().nullable(),
})
export type Alert = z.infer<typeof alert>
export const alertPage = pageOf(alert)

export const listAlerts = endpoint({
  method: 'get',
  path: '/alerts',
  summary: 'Alerts, those with most residents affected first',
  role: 'viewer',
  districts: 'own',
  query: z.strictObject({ open: flag.optional(), ...paging(1000, 200) }),
  response: alertPage,
})
