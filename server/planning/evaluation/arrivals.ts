/** What a user of the new site did before it opened. */
export interface Before {
  /** Days from the last use anywhere to the first at the new site; undefined if never seen before. */
  readonly daysAway: number | undefined
  /** The site used most in the time before; undefined if there was none. */
  readonly usualSite: number | undefined
}

/** Counts of 1 to 10 are hidden: undefined. 0 is shown. */
export type Shown = number | undefined

export interface Arrivals {
  readonly users: Shown
  /** Never seen before. */
  readonly firstTime: Shown
  /** Came back after 90 days or more. */
  readonly returned: Shown
  /** Used another site until then. */
  readonly moved: Shown
  /** Of those who moved, by the site they used most; sites with 10 or fewer are left out. */
  readonly movedFrom: ReadonlyMap<number, number>
}

/** Days. */
const RETURNED = 90
const LEAST_SHOWN = 11

/** Accounts of a new site's users, without any model: who is new, who came back, and who only moved from a neighbour. */
export function arrivals(users: readonly Before[]): Arrivals {
  const returned = users.filter(({ daysAway }) => daysAway !== undefined && daysAway >= RETURNED)
  const moved = users.filter(({ daysAway }) => daysAway !== undefined && daysAway < RETURNED)
  const from = new Map<number, number>()
  for (const { usualSite } of moved) if (usualSite !== undefined) from.set(usualSite, (from.get(usualSite) ?? 0) + 1)
  const [firstTime, back, away] = hidden([
    users.filter(({ daysAway }) => daysAway === undefined).length,
    returned.length,
    moved.length,
  ])
  return {
    ...{ users: shown(users.length), firstTime, returned: back, moved: away },
    movedFrom: new Map([...from].filter(([, count]) => count >= LEAST_SHOWN).sort((a, b) => b[1] - a[1])),
  }
}

const isSmall = (count: number): boolean => count > 0 && count < LEAST_SHOWN
const shown = (count: number): Shown => (isSmall(count) ? undefined : count)

/** Hides small counts, and the next smallest where one alone could be worked out from the sum. */
function hidden(counts: readonly number[]): Shown[] {
  const small = counts.filter(isSmall).length
  if (small !== 1) return counts.map(shown)
  const next = Math.min(...counts.filter((count) => count >= LEAST_SHOWN))
  const also = counts.indexOf(next)
  return counts.map((count, at) => (at === also ? undefined : shown(count)))
}
