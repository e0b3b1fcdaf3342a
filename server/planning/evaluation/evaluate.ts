import { blockBootstrap, type Interval, percentiles } from './bootstrap.ts'
import { changes, gaps, mean, meanOf } from './differences.ts'
import { type DonorPlacebo, placeboAmongDonors, placeboInTime } from './placebo.ts'
import {
  type Bands,
  bandsOf,
  comparedWeeks,
  LEAST_WORKED,
  logged,
  type PlaceWeeks,
  type Series,
  within,
} from './places.ts'
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
export const LEAST = { weeksBefore: 8, weeksAfter: 4, controls: 10, availability: LEAST_WORKED, treated: 1 } as const

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
  const bands = inComparedWeeks(bandsOf(places, plan))
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

/** All bands in the weeks in which the site is compared, so that none has a season of its own. */
function inComparedWeeks({ treated, spillover, controls }: Bands): Bands {
  const weeks = comparedWeeks(
    ...([treated, controls].map((band) => band.map(({ users }) => users)) as [Series[], Series[]]),
  )
  const masked = (band: readonly PlaceWeeks[]) => band.map((place) => ({ ...place, users: within(place.users, weeks) }))
  return { treated: masked(treated), spillover: masked(spillover), controls: masked(controls) }
}

/** What is missing; of what cannot be told yet for want of another thing, nothing is said. */
function lacking({ treated, controls }: Bands, { opened }: EvaluationPlan): Lack[] {
  const lack = (what: Lack['what'], has: number): Lack[] =>
    has < LEAST[what] ? [{ what, has, needs: LEAST[what] }] : []
  if (treated.length === 0) return lack('treated', 0)
  const measured = ({ users }: PlaceWeeks, from: number, to: number) =>
    users.slice(from, to).filter((week) => week !== undefined).length
  const most = (from: number, to: number) => Math.max(...treated.map((place) => measured(place, from, to)))
  const [before, after] = [most(0, opened), most(opened, Number.POSITIVE_INFINITY)]
  const isCompared = (place: PlaceWeeks) =>
    (before === 0 || measured(place, 0, opened) > 0) &&
    (after === 0 || measured(place, opened, Number.POSITIVE_INFINITY) > 0)
  return [
    ...lack('weeksBefore', before),
    ...lack('weeksAfter', after),
    ...lack('controls', controls.filter(isCompared).length),
    ...(after > 0 ? lack('availability', Math.min(...treated.map(({ availability }) => availability))) : []),
  ]
}

/** Users a week since the opening of all places of a band, each plus one as in the logarithm. */
function usersAfter(band: readonly PlaceWeeks[], opened: number): number {
  return band.reduce((sum, { users }) => sum + 1 + (meanOf(users, opened, users.length) ?? 0), 0)
}

/** Of so many users, those who would not be there without an effect of so much in logarithms. */
const broughtBy = (effect: number, users: number): number => -users * Math.expm1(-effect)
