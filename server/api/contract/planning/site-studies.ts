import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { idParameter } from '../parameters.ts'
import { sitePlan, sitePlanGroups } from './site-plans.ts'

const planning = { role: 'planner', districts: 'city' } as const

/** A solved plan looked at from other sides; values are weighted by need, residents are not. */
export const sitePlanStudy = z.object({
  /** Quick plans for parts and multiples of the limit, and what no plan exceeds. */
  frontier: z.array(
    z.object({
      ...{ budget: z.number(), value: z.number(), bound: z.number() },
      ...{ residents: z.number(), sites: z.int(), cost: z.number() },
    }),
  ),
  /** Of each pick: the share of the other weights of need under which it is picked too; null: locked in. */
  kept: z.array(z.number().nullable()),
  weights: z.array(z.object({ needWeight: z.number(), overlap: z.number() })),
  years: z.array(z.object({ year: z.int(), sites: z.int(), value: z.number(), bound: z.number(), regret: z.number() })),
})
export type SitePlanStudy = z.infer<typeof sitePlanStudy>

export const studySitePlan = endpoint({
  ...{ method: 'get', path: '/site-plans/{id}/study', ...planning },
  summary:
    'Of a solved plan: cost against coverage, how firm its sites are, what each year gives up; takes some seconds',
  params: idParameter,
  response: sitePlanStudy,
})

/** The places of plans in the list that was asked for. */
const those = z.array(z.int())

export const sitePlanComparison = z.object({
  plans: z.array(z.object({ plan: sitePlan, boroughs: sitePlanGroups, quintiles: sitePlanGroups })),
  sites: z.array(z.object({ id: z.int(), name: z.string(), latitude: z.number(), longitude: z.number(), in: those })),
  /** Of each pair: how many sites both have. */
  common: z.array(z.array(z.int())),
  /** That one covers first and another does not. */
  cells: z.array(z.object({ latitude: z.number(), longitude: z.number(), residents: z.number(), in: those })),
  /** All were solved with the same data. */
  sameData: z.boolean(),
})
export type SitePlanComparison = z.infer<typeof sitePlanComparison>

/** Plans that are compared at a time. */
export const MOST_COMPARED = 4

export const compareSitePlans = endpoint({
  ...{ method: 'get', path: '/site-plan-comparison', ...planning },
  summary: `Two to ${MOST_COMPARED} solved plans side by side: groups, sites in common, cells that one covers and another does not`,
  query: z.strictObject({
    plans: z
      .string()
      .regex(/^\d{1,9}(,\d{1,9}){1,3}$/, 'two to four numbers of plans, such as 3,5')
      .transform((text) => text.split(',').map(Number)),
  }),
  response: sitePlanComparison,
})
