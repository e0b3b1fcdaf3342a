import { blockBootstrap, type Interval, percentiles } from './bootstrap.ts'
import { changes, gaps, mean, meanOf } from './differences.ts'
import { type DonorPlacebo, placeboAmongDonors, placeboInTime } from './placebo.ts'
import { type Bands, bandsOf, logged, type PlaceWeeks } from './places.ts'
import { type PreTrend, preTrend } from './pre-trend.ts'

/** Fixed when the site was approved, before anybody could know what would come out. */
export interface EvaluationPlan {
  /** Number of the first week with the new site. */
  readonly opened: number
  readonly quintile: number
  readonly level: number
  /** Largest slope of the gap a week, in logarithms, that counts as parallel. */
  readonly margin: number
}

/** Least evidence: below it there is no figure. */
export const LEAST = { weeksBefore: 8, weeksAfter: 4, controls: 10, availability: 0.8, treated: 1 } as const

export interface Lack {
  readonly what: keyof typeof LEAST
  readonly has: number
  readonly needs: number
}

export interface BandEffect {
  /** Share by which there are more users than there would be: 0.1 is a tenth more. */
  readonly share: number
  readonly interval: Interval
  /** Users a week more than there would be, summed over the band. */
  readonly users: number
  readonly usersInterval: Interval
}

export interface Evaluation {
  readonly verdict: 'evaluated'
  readonly treated: BandEffect
  /** Undefined where there is no place between 250 and 1,000 m. */
  readonly spillover: BandEffect | undefined
  /** Users a week of both bands: what the site brought less what it drew from its neighbours. */
  readonly net: { readonly users: number; readonly interval: Interval }
  readonly preTrend: PreTrend | undefined
  /** Share, as if the site had opened in the middle of the weeks before. */
  readonly placeboInTime: number
  readonly donors: DonorPlacebo
  /** Draws of the net users a week, from which programmes are pooled. */
  readonly draws: Float64Array
}

export interface NotEnoughEvidence {
  readonly verdict: 'not enough evidence yet'
  readonly lacks: readonly Lack[]
}

/**
 * What a new site did, by difference-in-differences of log(1 + weekly users) in bands around it, or what is missing to say
 * so.
 */
export function evaluate(
  places: readonly PlaceWeeks[],
  plan: EvaluationPlan,
  options: { resamples?: number; seed?: number } = {},
): Evaluation | NotEnoughEvidence {
  const bands = bandsOf(places, plan)
  const lacks = lacking(bands, plan)
  if (lacks.length > 0) return { verdict: 'not enough evidence yet', lacks }
  const { opened, margin } = plan
  const [treated, spillover, controls] = [bands.treated, bands.spillover, bands.controls].map((band) =>
    band.map(({ users }) => logged(users)),
  ) as [ReturnType<typeof logged>[], ReturnType<typeof logged>[], ReturnType<typeof logged>[]]
  const against = changes(controls, opened)
  const groups = [treated, spillover].map((band) => changes(band, opened))
  const { treated: drawn, controls: drawnControls } = blockBootstrap(groups, against, options)
  const effects = groups.map((group) => mean(group) - mean(against))
  const draws = drawn.map((of) => of.map((draw, round) => draw - drawnControls[round]!))
  const present = [bands.treated, bands.spillover].map((band) => usersAfter(band, opened))
  const effect = (band: 0 | 1): BandEffect => ({
    share: Math.expm1(effects[band]!),
    interval: percentiles(draws[band]!.map(Math.expm1)),
    users: broughtBy(effects[band]!, present[band]!),
    usersInterval: percentiles(draws[band]!.map((draw) => broughtBy(draw, present[band]!))),
  })
  const both = groups[1]!.length > 0
  const net = draws[0]!.map(
    (draw, round) => broughtBy(draw, present[0]!) + (both ? broughtBy(draws[1]![round]!, present[1]!) : 0),
  )
  return {
    ...{ verdict: 'evaluated', treated: effect(0), spillover: both ? effect(1) : undefined },
    net: { users: effect(0).users + (both ? effect(1).users : 0), interval: percentiles(net) },
    preTrend: preTrend(gaps(treated, controls), opened, margin),
    placeboInTime: Math.expm1(placeboInTime(treated, controls, opened)),
    donors: placeboAmongDonors(effects[0]!, controls, opened),
    draws: net,
  }
}

function lacking({ treated, controls }: Bands, { opened }: EvaluationPlan): Lack[] {
  const weeks = (from: number, to: number) =>
    Math.max(0, ...treated.map(({ users }) => users.slice(from, to).filter((week) => week !== undefined).length))
  const length = Math.max(0, ...treated.map(({ users }) => users.length))
  const has = {
    weeksBefore: weeks(0, opened),
    weeksAfter: weeks(opened, length),
    controls: changes(
      controls.map(({ users }) => users),
      opened,
    ).length,
    availability: treated.length > 0 ? Math.min(...treated.map(({ availability }) => availability)) : 0,
    treated: treated.length,
  }
  const names = Object.keys(LEAST) as (keyof typeof LEAST)[]
  return names.filter((what) => has[what] < LEAST[what]).map((what) => ({ what, has: has[what], needs: LEAST[what] }))
}

/** Users a week since the opening of all places of a band, each plus one as in the logarithm. */
function usersAfter(band: readonly PlaceWeeks[], opened: number): number {
  return band.reduce((sum, { users }) => sum + 1 + (meanOf(users, opened, users.length) ?? 0), 0)
}

/** Of so many users, those who would not be there without an effect of so much in logarithms. */
const broughtBy = (effect: number, users: number): number => -users * Math.expm1(-effect)
