import { seededRandom } from '../siting/random.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** With fewer treated units than this, resampling them says nothing of how they vary. */
const FEW = 5

export interface Draws {
  /** A draw of the mean change of each group of treated units. */
  readonly treated: Float64Array[]
  readonly controls: Float64Array
}

/**
 * Block bootstrap over units: whole units are drawn again with replacement, so that the dependence of a unit's weeks stays
 * (Bertrand, Duflo and Mullainathan, Quarterly Journal of Economics 119, 2004). A group with fewer than five treated units
 * keeps them, and each takes the deviation of a control drawn at random instead (after Conley and Taber, Review of
 * Economics and Statistics 93, 2011). The same draw of controls stands against every group.
 *
 * @param groups changes of the units of each treated group
 */
export function blockBootstrap(
  groups: readonly (readonly number[])[],
  controls: readonly number[],
  { resamples = 999, seed = 1 }: { resamples?: number; seed?: number } = {},
): Draws {
  const random = seededRandom(seed)
  const drawn = (values: readonly number[]) => values[Math.floor(random() * values.length)]!
  const centre = controls.reduce((sum, change) => sum + change, 0) / controls.length
  const resampled = (values: readonly number[], draw: (index: number) => number) => {
    let sum = 0
    for (let index = 0; index < values.length; index++) sum += draw(index)
    return sum / values.length
  }
  const draws = { treated: groups.map(() => new Float64Array(resamples)), controls: new Float64Array(resamples) }
  for (let round = 0; round < resamples; round++) {
    draws.controls[round] = resampled(controls, () => drawn(controls))
    groups.forEach((changes, group) => {
      const draw = (index: number) =>
        changes.length < FEW ? changes[index]! + drawn(controls) - centre : drawn(changes)
      draws.treated[group]![round] = resampled(changes, draw)
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
