import { z } from 'zod'
import { coverageRing, withinRing } from '../coverage-ring.ts'
import { endpoint } from '../endpoint.ts'

/** Residents, whole; covered, unchecked and without service are the whole of them. */
const standing = z.object({
  residents: z.int(),
  /** Near a hotspot that works now. */
  covered: z.int(),
  /** Near none that works, but near one of which nobody knows whether it does. */
  unchecked: z.int(),
  without: z.int(),
  /** Of those without: near a hotspot that worked before. */
  failed: z.int(),
  /** Near any hotspot: they would be covered if all worked. */
  near: z.int(),
  /** Of those without: who have no internet at home either, where that is known. */
  inNeed: z.int(),
})
export type Standing = z.infer<typeof standing>

const point = z.object({ residents: z.number(), covered: z.number() })
const evenness = z.object({
  /** Gini index of coverage by neighbourhood: 0 all alike. */
  gini: z.number(),
  /** Erreygers' concentration index: above 0 those in need are worse covered. Null: no need is known. */
  concentration: z.number().nullable(),
  /** Neighbourhoods from the least covered: so much of the residents (0 to 1) has so much of the coverage. */
  lorenz: z.array(point),
  /** From the most in need. */
  concentrationCurve: z.array(point),
})
export type Evenness = z.infer<typeof evenness>

export const populationTime = z.enum(['residents', 'day', 'night'])
/** Who is counted: a year's residents, or who is there by day or by night; a year is not said of every figure. */
const populationChoice = z.object({ year: z.int().nullable(), time: populationTime })
export type PopulationChoice = z.infer<typeof populationChoice>

export const coverageReport = z.object({
  within: withinRing,
  /** What can be asked for besides those who live there now. */
  populations: z.array(populationChoice),
  /** Neighbourhoods of which such a figure is known; null: those who live there now were asked for. */
  known: z.int().nullable(),
  city: standing,
  boroughs: z.array(standing.extend({ name: z.string() })),
  /** From the least in need; none where no need is known. */
  quintiles: z.array(standing),
  neighbourhoods: z.array(
    standing.extend({
      ...{ id: z.int(), code: z.string(), name: z.string(), borough: z.string().nullable() },
      /** Share of residents without internet at home. */
      need: z.number().nullable(),
    }),
  ),
  now: evenness,
  ifAllWorked: evenness,
})
export type CoverageReport = z.infer<typeof coverageReport>

export const readCoverage = endpoint({
  method: 'get',
  path: '/coverage',
  summary:
    'Who lives near a hotspot, now and if all worked: city, boroughs, neighbourhoods, fifths by need, how evenly',
  role: 'viewer',
  districts: 'none',
  query: z.strictObject({
    ring: coverageRing.default('walk'),
    /** Of the population; absent: those who live there now. */
    time: populationTime.optional(),
    year: z.coerce.number().int().min(1900).max(2200).optional(),
  }),
  response: coverageReport,
})

export const coveragePlace = z.enum(['city', 'borough', 'neighbourhood', 'quintile'])

export const coverageHistory = z.object({
  /** Means of a day's looks, the earliest first; days on which nobody looked are not there. */
  days: z.array(standing.extend({ day: z.string() })),
  /** How the ring was measured and how even coverage was over the whole city, at each day's last look. */
  rings: z.array(withinRing.extend({ day: z.string(), gini: z.number(), concentration: z.number().nullable() })),
})
export type CoverageHistory = z.infer<typeof coverageHistory>

const MOST_DAYS = 36_600
const DAY_MS = 86_400_000

export const readCoverageHistory = endpoint({
  method: 'get',
  path: '/coverage/days',
  summary: 'Who lived near a hotspot, day by day: kept for ever',
  role: 'viewer',
  districts: 'none',
  query: z
    .strictObject({
      ring: coverageRing.default('walk'),
      kind: coveragePlace.default('city'),
      /** A borough by its name, a neighbourhood by its id, a fifth from 1, the least in need, to 5. */
      place: z.string().max(300).default(''),
      from: z.iso.date(),
      to: z.iso.date(),
    })
    .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS, {
      error: 'is not before from, and within a hundred years of it',
      path: ['to'],
    }),
  response: coverageHistory,
})
