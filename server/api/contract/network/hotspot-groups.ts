import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { doneRecord, exactlyOne, idParameter, madeRecord } from '../parameters.ts'

/** What each limit of health may be, as a whole number; all but `failures` in percent. */
export const healthLimitRanges = {
  /** Polls in a row without an answer that make a hotspot down. */
  failures: [1, 20],
  load: [30, 100],
  memory: [30, 100],
  /** Of a radio's air; null: not looked at. */
  utilisation: [30, 100],
  /** Of the devices that it is said to serve; null: not looked at. */
  clients: [30, 200],
} as const

const limit = (name: keyof typeof healthLimitRanges) => {
  const [least, most] = healthLimitRanges[name]
  return z.int().min(least).max(most).nullable().default(null)
}

/** When hotspots of a group count as ill; null: as everywhere. */
const healthLimits = z.strictObject({
  failures: limit('failures'),
  load: limit('load'),
  memory: limit('memory'),
  utilisation: limit('utilisation'),
  clients: limit('clients'),
})

/** `policy` null: the default one, `hours` null: always open. */
export const groupSettings = z.strictObject({
  name: z.string().max(200),
  policy: z.int().nullable(),
  hours: z.string().max(1000).nullable(),
  health: healthLimits.nullable().default(null),
})

/** `hours` as they were understood, e.g. `mon-fri 07:00-21:00`. */
export const hotspotGroup = z.object({
  ...groupSettings.shape,
  id: z.int(),
  hotspots: z.int(),
  open: z.boolean(),
  /** Until when it stays open or closed; null: for ever. */
  until: z.iso.datetime().nullable(),
})
export type HotspotGroup = z.infer<typeof hotspotGroup>
export const hotspotGroupPage = pageOf(hotspotGroup)

/** All on one page. */
export const listHotspotGroups = endpoint({
  method: 'get',
  path: '/hotspot-groups',
  summary: 'Groups of hotspots with opening hours and a policy of their own, by name',
  role: 'admin',
  districts: 'none',
  response: hotspotGroupPage,
})

export const addHotspotGroup = endpoint({
  method: 'post',
  path: '/hotspot-groups',
  summary: 'Makes a hotspot group',
  role: 'admin',
  districts: 'city',
  body: groupSettings,
  response: madeRecord,
  changes: { action: 'hotspot-group.add', target: 'hotspot group {id}' },
})

export const changeHotspotGroup = endpoint({
  method: 'put',
  path: '/hotspot-groups/{id}',
  summary: 'Changes a hotspot group',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  body: groupSettings,
  response: doneRecord,
  changes: { action: 'hotspot-group.set', target: 'hotspot group {id}' },
})

export const removeHotspotGroup = endpoint({
  method: 'post',
  path: '/hotspot-groups/{id}/remove',
  summary: 'Removes a hotspot group: its hotspots are always open then, with the default policy',
  role: 'admin',
  districts: 'city',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'hotspot-group.remove', target: 'hotspot group {id}' },
})

/** These hotspots, or all that a search finds. */
export const hotspotsToAssign = z
  .strictObject({
    hotspots: z.array(z.int().min(1)).min(1).max(500).optional(),
    search: z.string().trim().min(1).max(100).optional(),
  })
  .refine(...exactlyOne('hotspots', 'search'))
/** `moved`: how many were not there before. */
export const hotspotsAssigned = z.object({ hotspots: z.int(), moved: z.int() })

export const assignHotspots = endpoint({
  method: 'post',
  path: '/hotspot-groups/{id}/assign',
  summary: 'Puts hotspots, or all that a search finds, into a group, out of the one they are in',
  role: 'admin',
  districts: 'own',
  params: idParameter,
  body: hotspotsToAssign,
  response: hotspotsAssigned,
  changes: { action: 'hotspot-group.assign', target: 'hotspot group {id}' },
})

export const unassignHotspots = endpoint({
  method: 'post',
  path: '/hotspot-groups/unassign',
  summary: 'Takes hotspots, or all that a search finds, out of their groups',
  role: 'admin',
  districts: 'own',
  body: hotspotsToAssign,
  response: hotspotsAssigned,
  changes: { action: 'hotspot-group.unassign', target: 'hotspots' },
})
