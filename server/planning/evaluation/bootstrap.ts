import { seededRandom } from '../siting/random.ts'
import { mean } from './differences.ts'
import { stretchOf } from './student.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** With fewer treated units than this, resampling them says nothing of how they vary. */
const FEW = 5

/** Seeds that follow each other begin alike; their products with this do not. */
const SPREAD = 0x9e3779b1

export interface Draws {
  /** A draw of the mean change of each group of treated units. */
  readonly treated: Float64Array[]
  readonly controls: Float64Array
}

/**
 * Block bootstrap over units: whole units are drawn again with replacement, so that the dependence of a unit's weeks stays
 * (Bertrand, Duflo and Mullainathan, Quarterly Journal of Economics 119, 2004). A group with fewer than five treated units
 * keeps them, and each takes the deviation of a control drawn at random instead (after Conley and Taber, Review of
 * Economics and Statistics 93, 2011). The same draw of controls stands against every group, and in evaluations of other
 * sites against the same controls. Draws are stretched, see {@link stretchOf}.
 *
 * @param groups changes of the units of each treated group
 * @param seed of the draws of treated units: another for each site
 */
export function blockBootstrap(
  groups: readonly (readonly number[])[],
  controls: readonly number[],
  { resamples = 999, seed = 1 }: { resamples?: number; seed?: number } = {},
): Draws {
  const [ofControls, ofTreated] = [seededRandom(0), seededRandom(Math.imul(seed, SPREAD))]
  const any = (values: readonly number[], random: () => number) => values[Math.floor(random() * values.length)]!
  const resampled = (values: readonly number[], random: () => number) => {
    let sum = 0
    for (let index = 0; index < values.length; index++) sum += any(values, random)
    return sum / values.length
  }
  const stretched = (values: readonly number[]) => {
    const [centre, stretch] = [mean(values), stretchOf(values.length)]
    return values.map((value) => centre + stretch * (value - centre))
  }
  const [against, centre] = [stretched(controls), mean(controls)]
  const own = groups.map(stretched)
  const draws = { treated: groups.map(() => new Float64Array(resamples)), controls: new Float64Array(resamples) }
  for (let round = 0; round < resamples; round++) {
    draws.controls[round] = resampled(against, ofControls)
    groups.forEach((changes, group) => {
      draws.treated[group]![round] =
        changes.length < FEW
          ? mean(changes.map((change) => change + any(against, ofTreated) - centre))
          : resampled(own[group]!, ofTreated)
    })
  }
  return draws
}

/** The middle 95 % of the draws. */
export function percentiles(draws: Float64Array, share = 0.95): Interval {
  const sorted = draws.slice().sort()
  const at = (quantile: number) => sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))]!
  return { low: at((1 - share) / 2), high: at((1 + share) / 2) }
}
