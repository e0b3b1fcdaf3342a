import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { idParameter } from '../parameters.ts'

export const chartRanges = ['24h', '7d', '30d', '1y'] as const
export type ChartRange = (typeof chartRanges)[number]

const reading = z.number().nullable()
/** Mean, least and most within a step; null: nothing was read. */
const band = { mean: reading, min: reading, max: reading }

const chartPoint = z.object({
  at: z.iso.datetime(),
  /** Polls that were answered, as a share from 0 to 1; of many hotspots: of all their polls. */
  reachable: z.number(),
  clients: z.object(band),
  /** bit/s to the hotspot: its residents' downloads. */
  inBps: z.object(band),
  /** bit/s from the hotspot. */
  outBps: z.object(band),
})
export type ChartPoint = z.infer<typeof chartPoint>

/** Steps in order of time; those of which nothing was read are absent. A year's are days of the city's. */
export const readingsChart = z.object({
  range: z.enum(chartRanges),
  from: z.iso.datetime(),
  stepSeconds: z.int(),
  points: z.array(chartPoint),
})
export type ReadingsChart = z.infer<typeof readingsChart>

const given = { query: z.strictObject({ range: z.enum(chartRanges).default('24h') }), response: readingsChart }

export const readHotspotChart = endpoint({
  method: 'get',
  path: '/hotspots/{id}/chart',
  summary: 'Readings of a hotspot over a day, a week, a month or a year',
  role: 'viewer',
  districts: 'own',
  params: idParameter,
  ...given,
})

export const readSiteChart = endpoint({
  method: 'get',
  path: '/hotspots/{id}/site-chart',
  summary: 'The same, summed over the hotspots at the site of a hotspot',
  role: 'viewer',
  districts: 'own',
  params: idParameter,
  ...given,
})

export const readGatewayChart = endpoint({
  method: 'get',
  path: '/gateways/{id}/chart',
  summary: 'The same, summed over the hotspots of a gateway',
  role: 'viewer',
  districts: 'own',
  params: idParameter,
  ...given,
})

export const readNeighbourhoodChart = endpoint({
  method: 'get',
  path: '/neighbourhoods/{id}/chart',
  summary: 'The same, summed over the hotspots in a neighbourhood',
  role: 'viewer',
  districts: 'none',
  params: idParameter,
  ...given,
})

export const readCityChart = endpoint({
  method: 'get',
  path: '/chart',
  summary: 'The same, summed over all hotspots of the city',
  role: 'viewer',
  districts: 'city',
  ...given,
})
