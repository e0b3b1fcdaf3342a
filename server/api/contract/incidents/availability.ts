import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'

export const availabilityBy = z.enum(['hotspot', 'site', 'programme', 'neighbourhood', 'month'])
export type AvailabilityBy = z.infer<typeof availabilityBy>

/** Of hotspots of which it is known whether they work. What was silenced is left out of all but `silencedSeconds`. */
export const availabilityRow = z.object({
  /** Id of the hotspot, site or neighbourhood; null: of a programme, a month, or of no neighbourhood. */
  id: z.int().nullable(),
  /** Of a month `2026-11`; null: in no neighbourhood. */
  name: z.string().nullable(),
  hotspots: z.int(),
  /** Share of the time that its hotspots worked; null: there was none. */
  share: z.number().nullable(),
  /** The same, each hotspot weighing as many as live within its reach. */
  weighted: z.number().nullable(),
  downSeconds: z.int(),
  silencedSeconds: z.int(),
  /** Outages that began. */
  outages: z.int(),
  /** Mean time from when a hotspot went down until it was back, of those that ended; null: none did. */
  repairSeconds: z.int().nullable(),
})
export type AvailabilityRow = z.infer<typeof availabilityRow>
/** All on one page, the worst first; months in order. */
export const availabilityPage = pageOf(availabilityRow)

/** Days of the city's, the last one included. */
const query = z.strictObject({
  by: availabilityBy.default('month'),
  from: z.iso.date(),
  to: z.iso.date(),
  search: z.string().max(200).default(''),
})
const asked = { method: 'get', role: 'viewer', districts: 'own', query } as const

export const readAvailability = endpoint({
  ...asked,
  path: '/availability',
  summary: 'How much of the time hotspots worked, and how soon they were mended',
  response: availabilityPage,
})

export const exportAvailability = endpoint({
  ...asked,
  path: '/availability.csv',
  summary: 'The same as CSV',
  mediaType: 'text/csv',
  response: z.string(),
})
