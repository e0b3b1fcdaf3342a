import { changes, differenceInDifferences } from './differences.ts'
import type { Series } from './places.ts'

export interface DonorPlacebo {
  /** Share of donors, and the site itself, whose "effect" is at least as large as the site's. */
  readonly p: number
  /** The least that `p` can be with so many donors: 1 / (donors + 1). */
  readonly floor: number
}

/** Takes each control in turn for the treated one; how rare is the site's effect among theirs? */
export function placeboAmongDonors(effect: number, controls: readonly Series[], opened: number): DonorPlacebo {
  const all = changes(controls, opened)
  const sum = all.reduce((total, change) => total + change, 0)
  const effects = all.map((change) => change - (sum - change) / Math.max(1, all.length - 1))
  const asLarge = effects.filter((placebo) => Math.abs(placebo) >= Math.abs(effect)).length
  return { p: (asLarge + 1) / (effects.length + 1), floor: 1 / (effects.length + 1) }
}

/**
 * The effect as it would be found had the site opened in the middle of the measured weeks before: it should be about
 * nothing.
 */
export function placeboInTime(treated: readonly Series[], controls: readonly Series[], opened: number): number {
  const before = (units: readonly Series[]) => units.map((series) => series.slice(0, opened))
  const measured = Array.from({ length: opened }, (_, week) => week).filter((week) =>
    treated.some((series) => series[week] !== undefined),
  )
  return differenceInDifferences(before(treated), before(controls), measured[Math.floor(measured.length / 2)] ?? 0)
}

/**
 * Of p-values of many sites, those that allow for there being many (Benjamini and Hochberg, Journal of the Royal
 * Statistical Society B 57, 1995): below 0.05, at most a twentieth of those found are false.
 */
export function falseDiscoveryRates(p: readonly number[]): number[] {
  const order = p.map((_, at) => at).sort((a, b) => p[b]! - p[a]!)
  const adjusted = new Array<number>(p.length)
  let least = 1
  order.forEach((at, fromLargest) => {
    least = Math.min(least, (p[at]! * p.length) / (p.length - fromLargest))
    adjusted[at] = least
  })
  return adjusted
}
