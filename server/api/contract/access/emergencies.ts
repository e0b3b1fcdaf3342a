import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { ending, exactlyOne, id, idParameter, madeRecord, texts } from '../parameters.ts'

/** `hotspot` or `neighbourhood` by name, or neither: the whole city. */
export const emergency = z.object({
  id: z.int(),
  reason: z.string(),
  hotspot: z.string().nullable(),
  neighbourhood: z.string().nullable(),
  startedAt: z.iso.datetime(),
  startedBy: z.string().nullable(),
  endsAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  active: z.boolean(),
})
export type Emergency = z.infer<typeof emergency>
export const emergencyPage = pageOf(emergency)

export const listEmergencies = endpoint({
  method: 'get',
  path: '/emergencies',
  summary: 'Where everybody gets online without signing in, and where they did, newest first',
  role: 'viewer',
  districts: 'own',
  query: z.strictObject(paging(200, 50)),
  response: emergencyPage,
})

/**
 * `reason` in Spanish, `texts` in further languages; without a place it is on in the whole city. It lasts until `endsAt`,
 * or for `hours` from now.
 */
export const newEmergency = z
  .strictObject({
    reason: z.string().max(300),
    texts: texts(300).optional(),
    hotspot: id.optional(),
    neighbourhood: id.optional(),
    ...ending,
  })
  .refine(...exactlyOne('endsAt', 'hours'))

export const startEmergency = endpoint({
  method: 'post',
  path: '/emergencies',
  summary:
    'Lets everybody at a hotspot, in a neighbourhood or in the whole city online without signing in, until a time',
  role: 'admin',
  districts: 'own',
  body: newEmergency,
  response: madeRecord,
  changes: { action: 'emergency.start', target: 'emergency {id}' },
})

export const emergencyEnded = z.object({ ended: z.boolean() })

export const endEmergency = endpoint({
  method: 'post',
  path: '/emergencies/{id}/end',
  summary: 'Ends an emergency now, and the sessions of those whom it let in',
  role: 'admin',
  districts: 'own',
  params: idParameter,
  response: emergencyEnded,
  changes: { action: 'emergency.end', target: 'emergency {id}' },
})
