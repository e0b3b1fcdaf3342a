import { seededRandom } from '../siting/random.ts'
import { type Interval, percentiles } from './bootstrap.ts'
import { mean } from './differences.ts'

export interface PooledEffect {
  /** Share by which a site of the programme has more users than it would have; the mean over sites, in logarithms. */
  readonly share: number
  readonly interval: Interval
  readonly sites: number
}

/**
 * The mean effect of a programme's sites. Sites are drawn again with replacement, and of each a draw of its own effect, so
 * that the interval holds both how sites differ and how little is known of each.
 *
 * @param draws of each site, at least one, as its evaluation gave them
 */
export function pooled(draws: readonly Float64Array[], { resamples = 999, seed = 1 } = {}): PooledEffect {
  const random = seededRandom(seed)
  const any = <T>(values: { readonly length: number; readonly [index: number]: T }) =>
    values[Math.floor(random() * values.length)]!
  const means = Float64Array.from({ length: resamples }, () => mean(draws.map(() => any<number>(any(draws)))))
  const centre = mean(draws.map((of) => mean([...of])))
  return { share: Math.expm1(centre), interval: percentiles(means.map(Math.expm1)), sites: draws.length }
}
