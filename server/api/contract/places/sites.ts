import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { chartRanges, readingsChart } from '../health/charts.ts'
import { id, idParameter, number } from '../parameters.ts'

const named = z.object({ id: z.int(), name: z.string() })

export const foundSites = z.object({ sites: z.array(named.extend({ hotspots: z.int() })) })

export const findSites = endpoint({
  method: 'get',
  path: '/sites',
  summary: 'Places with several hotspots in use, by words of their name',
  role: 'viewer',
  districts: 'own',
  query: z.strictObject({ search: z.string().trim().max(100), limit: number.int().min(1).max(50).default(10) }),
  response: foundSites,
})

/** A place with hotspots in use. */
export const site = named.extend({
  /** Degrees, WGS84. */
  latitude: z.number(),
  longitude: z.number(),
  neighbourhood: z.string().nullable(),
  borough: z.string().nullable(),
  hotspots: z.int(),
  /** On which these hang. */
  gateways: z.array(named),
})
export type Site = z.infer<typeof site>

export const readSite = endpoint({
  method: 'get',
  path: '/sites/{id}',
  summary: 'A place with hotspots in use',
  role: 'viewer',
  districts: 'own',
  params: idParameter,
  response: site,
})

export const readChartOfSite = endpoint({
  method: 'get',
  path: '/sites/{id}/chart',
  summary: 'Readings summed over the hotspots at a site, over a day, a week, a month or a year',
  role: 'viewer',
  districts: 'own',
  params: idParameter,
  query: z.strictObject({ range: z.enum(chartRanges).default('24h') }),
  response: readingsChart,
})

/** What was changed of a gateway or of the hotspots of a place, the latest first. */
export const placeChanges = z.object({
  changes: z.array(
    z.object({
      at: z.iso.datetime(),
      /** Null: the plaza command. */
      staff: z.string().nullable(),
      /** Of a hotspot as its history has it; of the gateway itself as the audit has it. */
      action: z.string(),
      /** Null: the gateway itself. */
      hotspot: named.nullable(),
    }),
  ),
  /** What is noted of the hotspots there. */
  notes: z.array(named.extend({ notes: z.string() })),
})
export type PlaceChanges = z.infer<typeof placeChanges>

const changesOfPlace = {
  method: 'get',
  role: 'operator',
  districts: 'own',
  params: z.strictObject({ id }),
  response: placeChanges,
} as const

export const readGatewayChanges = endpoint({
  ...changesOfPlace,
  path: '/gateways/{id}/changes',
  summary:
    'What was changed of the hotspots of a gateway lately, and, for administrators, of itself; what is noted of them',
})

export const readSiteChanges = endpoint({
  ...changesOfPlace,
  path: '/sites/{id}/changes',
  summary: 'What was changed of the hotspots of a site lately; what is noted of them',
})
