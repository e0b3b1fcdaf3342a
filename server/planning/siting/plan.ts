import type { Certificate } from './certificate.ts'

export interface SolveOptions {
  /** For all of it. */
  seconds: number
  /** What tells seconds: the wall clock, if nothing else is given. */
  clock?: () => number
  /** Ends as soon as the plan is proven to be so near the best: (bound - value) / value. */
  gap?: number
  seed?: number
  /** Asked often: ends with the best plan so far. */
  stopped?: () => boolean
  onProgress?: (progress: Progress) => void
}

export type Step = 'greedy' | 'bound' | 'search' | 'branching'

export interface Progress {
  readonly step: Step
  readonly seconds: number
  readonly value: number
  readonly bound: number
  readonly gap: number
}

/** How far HiGHS is; the gap is of a plan's value, or of its cost where less is better. */
export const branching = (seconds: number, value: number, bound: number): Progress => ({
  ...{ step: 'branching', seconds, value, bound },
  gap: value > 0 ? Math.abs(bound - value) / value : Number.POSITIVE_INFINITY,
})

export interface Plan {
  /** Candidates of the question, those locked in first. */
  readonly picks: readonly number[]
  readonly value: number
  readonly bound: number
  /** (bound - value) / value: the best possible plan is at most so much better. */
  readonly gap: number
  readonly proven: boolean
  readonly certificate: Certificate
  readonly seconds: number
}
