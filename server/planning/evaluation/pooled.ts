import { seededRandom } from '../siting/random.ts'
import { type Interval, percentiles } from './bootstrap.ts'
import { mean } from './differences.ts'

export interface PooledEffect {
  /** Users a week that a site of the programme brings, less what it draws from its neighbours: the mean over sites. */
  readonly users: number
  readonly interval: Interval
  readonly sites: number
}

/**
 * The mean effect of a programme's sites. Sites are drawn again with replacement, and of each a draw of its own effect, so
 * that the interval holds both how sites differ and how little is known of each.
 *
 * @param draws of each site, at least one, as its evaluation gave them
 */
export function pooled(draws: readonly ArrayLike<number>[], { resamples = 999, seed = 1 } = {}): PooledEffect {
  const random = seededRandom(seed)
  const any = <T>(values: ArrayLike<T>) => values[Math.floor(random() * values.length)]!
  const means = Float64Array.from({ length: resamples }, () => mean(draws.map(() => any(any(draws)))))
  return { users: mean(draws.map((of) => mean(Array.from(of)))), interval: percentiles(means), sites: draws.length }
}
