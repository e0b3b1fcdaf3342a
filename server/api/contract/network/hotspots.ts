import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { healthState } from '../health/health-state.ts'
import { pageOf, paging } from '../page.ts'
import { id, idParameter } from '../parameters.ts'
import { agentKind } from './agents.ts'

/** One hotspot on the map, as a row: `[id, longitude, latitude, state, live sessions]`; degrees, WGS84. */
export const hotspotPoint = z.tuple([z.int(), z.number(), z.number(), healthState, z.int()])
export type HotspotPoint = z.infer<typeof hotspotPoint>
export const hotspotPoints = z.object({ points: z.array(hotspotPoint) })

export const readHotspotPoints = endpoint({
  method: 'get',
  path: '/hotspots/points',
  summary: 'Every hotspot, for the map',
  role: 'viewer',
  districts: 'own',
  response: hotspotPoints,
})

/** By what the map and the list of hotspots are narrowed; `search` as in the inventory. */
const narrowed = {
  search: z.string().trim().max(100).optional(),
  programme: z.string().max(200).optional(),
  borough: z.string().max(200).optional(),
  district: id.optional(),
  group: id.optional(),
}

export const findHotspots = endpoint({
  method: 'get',
  path: '/hotspots/found',
  summary: 'The ids of all hotspots that a filter finds, for the map',
  role: 'viewer',
  districts: 'own',
  query: z.strictObject(narrowed),
  response: z.object({ ids: z.array(z.int()) }),
})

export const hotspotListItem = z.object({
  id: z.int(),
  code: z.string(),
  name: z.string(),
  programme: z.string(),
  settlement: z.string().nullable(),
  borough: z.string().nullable(),
  state: healthState,
  liveSessions: z.int(),
})
export type HotspotListItem = z.infer<typeof hotspotListItem>
export const hotspotPage = pageOf(hotspotListItem)

export const listHotspots = endpoint({
  method: 'get',
  path: '/hotspots',
  summary: 'Hotspots by name, for lists and search',
  role: 'viewer',
  districts: 'own',
  query: z.strictObject({
    ...narrowed,
    state: healthState.optional(),
    gateway: id.optional(),
    site: id.optional(),
    ...paging(500, 50),
  }),
  response: hotspotPage,
})

const radio = z.object({
  name: z.string(),
  channel: z.number().nullable(),
  /** MHz. */
  width: z.number().nullable(),
  clients: z.int().nullable(),
  /** Share, 0 to 1, of the time in which the channel is busy. */
  utilisation: z.number().nullable(),
  /** dBm. */
  noise: z.number().nullable(),
})
export type Radio = z.infer<typeof radio>

export const hotspotDetail = hotspotListItem.extend({
  latitude: z.number(),
  longitude: z.number(),
  neighbourhood: z.string().nullable(),
  gateway: z.object({ id: z.int(), name: z.string(), vendor: z.string() }).nullable(),
  site: z.object({ id: z.int(), name: z.string() }),
  /** Its hotspot group; null: none, which is always open. `hours` null: always open. */
  group: z.object({ name: z.string(), hours: z.string().nullable() }).nullable(),
  /** Name of the policy that holds there. */
  policy: z.string(),
  /** In use at its site, itself among them. */
  hotspotsAtSite: z.int(),
  /** By its opening hours, and until when; null: for ever. */
  open: z.boolean(),
  openChangesAt: z.iso.datetime().nullable(),
  /**
   * What the state rests on, the weightiest first: its SNMP agent (or its controller's), its gateway's controller by that
   * one's own API, ICMP, its use, silence where there is never silence at this hour, what it hangs on, residents'
   * reports of faults in the last day.
   */
  evidence: z.array(z.enum(['snmp', 'unifi', 'omada', 'meraki', 'ping', 'use', 'silence', 'parent', 'reports'])),
  /** What it hangs on, where that does not answer, or is a UPS on its battery; null: nothing is wrong with it. */
  parent: z.object({ name: z.string(), kind: agentKind, fault: z.enum(['down', 'on-battery']) }).nullable(),
  /** Since when nobody is heard of, and how many sessions usually begin in this time; null: that is not unusual. */
  silence: z.object({ since: z.iso.datetime(), usual: z.number() }).nullable(),
  cause: z.string().nullable(),
  since: z.iso.datetime().nullable(),
  lastPolledAt: z.iso.datetime().nullable(),
  uptimeSeconds: z.number().nullable(),
  load: z.number().nullable(),
  /** Share, 0 to 1. */
  memoryUsed: z.number().nullable(),
  clients: z.int().nullable(),
  /** bit/s. */
  inBps: z.number().nullable(),
  outBps: z.number().nullable(),
  /** Packets a second with errors or discarded at the uplink, of the last minutes. */
  troubles: z.number().nullable(),
  /** As they were minutes ago at most. */
  radios: z.array(radio),
  /** What it is, as its agent or its controller says; null: nobody does. */
  device: z
    .object({
      profile: z.string(),
      model: z.string().nullable(),
      serial: z.string().nullable(),
      firmware: z.string().nullable(),
    })
    .nullable(),
  /** `sessions`: those that began today, were used today or are live. */
  usageToday: z.object({ sessions: z.int(), inputOctets: z.number(), outputOctets: z.number() }),
})
export type HotspotDetail = z.infer<typeof hotspotDetail>

export const readHotspot = endpoint({
  method: 'get',
  path: '/hotspots/{id}',
  summary: 'One hotspot with its last readings and its use today',
  role: 'viewer',
  districts: 'own',
  params: idParameter,
  response: hotspotDetail,
})
