import { type Ring, rings, usualRings, type Within } from '../points/rings.ts'

export const objectives = ['coverage', 'rings', 'floors', 'fairest', 'target', 'capacity'] as const
/**
 * `coverage`: most residents within reach; `rings`: nearer is worth more; `floors`: most coverage with a share for each
 * group; `fairest`: the most for the worst off group; `target`: the cheapest plan with a share for each group; `capacity`:
 * most users at once within what antennas serve.
 */
export type Objective = (typeof objectives)[number]

/** What a planner asks of a plan. Shares are 0 to 1, lengths metres. */
export interface PlanParameters {
  objective: Objective
  /** So many sites, or so much money; `target` minimises it. */
  limit: { unit: 'sites' | 'money'; most: number }
  /** How far a site reaches is measured in a straight line, or is a walk along the streets that the city has imported. */
  method: 'line' | 'streets'
  reach: number
  /** Of `rings`: radii from the smallest on, and what a resident within each is worth; the widest alone is a walk. */
  rings: { metres: number; worth: number }[]
  /** 0: every resident counts alike; 1: a resident counts as much as need says. */
  needWeight: number
  /** Whose service is there already: what works now, all that is in use, nothing. */
  existing: 'working' | 'all' | 'none'
  /** This borough alone; null: the whole city. */
  borough: string | null
  /** Candidates with one of these tags alone; none: all. */
  tags: string[]
  /** Candidates by their id that this plan has, whatever their tags, or has not; beside those that every plan has or not. */
  lockedIn: number[]
  lockedOut: number[]
  /** Of `floors`, `fairest` and `target`. */
  groups: 'borough' | 'quintile'
  share: number
  /** Of `capacity`: share of residents who are online at once in the busy hour, and what an antenna costs and serves. */
  concurrent: number
  antennaCost: number
  usersPerAntenna: number
  /** Of a candidate of which that part of the cost is not known, by itself or by what the city has set. */
  equipmentCost: number
  backhaulCost: number
  powerCost: number
  /** Years over which it is built, with equal budgets. */
  years: number
  /** How long is solved at most, and how near to the best possible is good enough. */
  seconds: number
  gap: number
  seed: number
}

const worth = { signal: 1, street: 0.7, walk: 0.4 }

export const usualParameters: PlanParameters = {
  ...{ objective: 'coverage', limit: { unit: 'sites', most: 20 }, needWeight: 0.5, existing: 'working' },
  ...{ method: 'line', reach: usualRings.walk },
  rings: rings.map((ring) => ({ metres: usualRings[ring], worth: worth[ring] })),
  ...{ borough: null, tags: [], lockedIn: [], lockedOut: [], groups: 'borough', share: 0.5, concurrent: 0.02 },
  ...{ antennaCost: 1, usersPerAntenna: 40 },
  ...{ equipmentCost: 1, backhaulCost: 0, powerCost: 0, years: 1, seconds: 20, gap: 0, seed: 1 },
}

/** The usual parameters of a city: who is near is counted as in its coverage figures. */
export function usualParametersOf(within: (ring: Ring) => Within): PlanParameters {
  const { metres: reach, streets } = within('walk')
  return {
    ...{ ...usualParameters, reach, method: streets === null ? 'line' : 'streets' },
    rings: rings.map((ring) => ({ metres: within(ring).metres, worth: worth[ring] })),
  }
}

/** How far sites reach, in metres, from the nearest ring on. */
export const radiiOf = ({ objective, rings: gradual, reach }: PlanParameters): number[] =>
  objective === 'rings' ? gradual.map(({ metres }) => metres) : [reach]

/** Those of these radii, from the nearest on, that are straight lines: where there are streets the widest is a walk. */
export const straightOf = (radii: readonly number[], hasWalk: boolean): readonly number[] =>
  hasWalk ? radii.slice(0, -1) : radii
