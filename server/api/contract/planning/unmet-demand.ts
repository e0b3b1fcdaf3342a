import { z } from 'zod'
import { withinRing } from '../coverage-ring.ts'
import { endpoint } from '../endpoint.ts'

export const unmetDemand = z.object({
  /** Days over which use was looked at; null: none is counted. */
  period: z.object({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  /** Hotspots that were full at times, those with most who find no place first. Devices at a time, not rounded. */
  hotspots: z.array(
    z.object({
      ...{ id: z.int(), name: z.string(), latitude: z.number(), longitude: z.number(), places: z.int() },
      ...{ carried: z.number(), offered: z.number(), atLeast: z.boolean(), fullMinutesADay: z.number() },
    }),
  ),
  /** By neighbourhood: residents without internet at home, and the places at once that are theirs. Not rounded. */
  areas: z.array(
    z.object({
      ...{ id: z.int(), name: z.string(), borough: z.string().nullable(), people: z.number() },
      ...{ places: z.number(), peopleForEach: z.number().nullable(), missing: z.number() },
    }),
  ),
  /** As far as residents walk to a hotspot. */
  within: withinRing,
  method: z.object({ enough: z.number(), usualPlaces: z.int() }),
})
export type UnmetDemand = z.infer<typeof unmetDemand>

export const readUnmetDemand = endpoint({
  method: 'get',
  path: '/unmet-demand',
  summary: 'Who finds no place: at hotspots that are full, and by neighbourhood where residents live',
  role: 'planner',
  districts: 'city',
  response: unmetDemand,
})
