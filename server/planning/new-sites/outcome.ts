import type { Interval } from '../evaluation/bootstrap.ts'
import type { BandEffect, EvaluationPlan, Lack } from '../evaluation/evaluate.ts'
import type { DonorPlacebo } from '../evaluation/placebo.ts'
import type { PreTrend } from '../evaluation/pre-trend.ts'
import type { Doubt, Verdict } from '../evaluation/verdict.ts'

export type Weekly = Array<number | null>

/** What is kept of an evaluation, as JSON. */
export interface Outcome {
  /** `refused`: there is not enough evidence yet. */
  verdict: Verdict | 'refused'
  lacks: Lack[]
  effects: Effects | null
  /** Mondays, and the number of the first whole one with the site. */
  weeks: string[]
  opened: number
  /** Distinct residents within 250 m; null: not measured. */
  area: Weekly
  /** Residents of places from 250 m to 1 km, added up. */
  around: Weekly
  /** Both, as they would be without the site. */
  areaExpected: Weekly
  aroundExpected: Weekly
  /** How many of each were compared. */
  places: { area: number; around: number; controls: number }
  /** Share of the time since the opening in which the site worked. */
  availability: number
  plan: EvaluationPlan
}

export interface Effects {
  treated: BandEffect
  spillover: BandEffect | null
  net: { users: number; interval: Interval }
  preTrend: PreTrend | null
  /** Share. */
  placeboInTime: number
  donors: DonorPlacebo
  doubts: Doubt[]
}
