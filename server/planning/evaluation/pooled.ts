import { seededRandom } from '../siting/random.ts'
import { type Interval, percentiles } from './bootstrap.ts'
import { mean } from './differences.ts'
import { stretchOf } from './student.ts'

/** A site's net users a week, and draws of them, at least one. */
export interface SiteEffect {
  readonly users: number
  readonly draws: ArrayLike<number>
}

export interface PooledEffect {
  /** Users a week that a site of the programme brings, less what it draws from its neighbours: the mean over sites. */
  readonly users: number
  readonly interval: Interval
  readonly sites: number
}

/**
 * The mean effect of a programme's sites. A round of the interval has the same draw of every site, in which controls that
 * they share are the same, and sites drawn again by how much more they differ than what is known of each explains
 * (DerSimonian and Laird, Controlled Clinical Trials 7, 1986).
 */
export function pooled(sites: readonly SiteEffect[], { seed = 1 } = {}): PooledEffect {
  const random = seededRandom(seed)
  const users = mean(sites.map((site) => site.users))
  const rounds = Math.min(...sites.map(({ draws }) => draws.length))
  const share = stretchOf(sites.length) * Math.sqrt(heterogeneity(sites, users))
  const means = Float64Array.from({ length: rounds }, (_, round) => {
    const own = mean(sites.map(({ draws }) => draws[round]!))
    const others = mean(sites.map(() => sites[Math.floor(random() * sites.length)]!.users - users))
    return own + share * others
  })
  return { users, interval: percentiles(means), sites: sites.length }
}

/** Share of how much sites differ that is not explained by how little is known of each: 0 to 1. */
function heterogeneity(sites: readonly SiteEffect[], users: number): number {
  if (sites.length < 2) return 0
  const differ = sites.reduce((sum, site) => sum + (site.users - users) ** 2, 0) / (sites.length - 1)
  const known = mean(sites.map(({ draws }) => varianceOf(draws)))
  return differ > known ? 1 - known / differ : 0
}

function varianceOf(draws: ArrayLike<number>): number {
  const values = Array.from(draws)
  const centre = mean(values)
  return mean(values.map((value) => (value - centre) ** 2))
}
