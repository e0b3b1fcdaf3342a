/** What a user of the new site did before it opened. */
export interface Before {
  /** Days from the last use anywhere to the first at the new site; undefined if never seen before. */
  readonly daysAway: number | undefined
  /** The site used most in the time before; undefined if there was none. */
  readonly usualSite: number | undefined
}

/** How many of each, exactly: it is kept, not shown. */
export interface Arrivals {
  /** Never seen before. */
  readonly firstTime: number
  /** Came back after 90 days or more. */
  readonly returned: number
  /** Used another site until then. */
  readonly moved: number
  /** Of those who moved, by the site they used most. */
  readonly movedFrom: ReadonlyMap<number, number>
}

/** Days. */
export const RETURNED = 90
const LEAST_SHOWN = 11

/** Accounts of a new site's users, without any model: who is new, who came back, and who only moved from a neighbour. */
export function arrivals(users: readonly Before[]): Arrivals {
  const moved = users.filter(({ daysAway }) => daysAway !== undefined && daysAway < RETURNED)
  const movedFrom = new Map<number, number>()
  for (const { usualSite } of moved)
    if (usualSite !== undefined) movedFrom.set(usualSite, (movedFrom.get(usualSite) ?? 0) + 1)
  return {
    firstTime: users.filter(({ daysAway }) => daysAway === undefined).length,
    returned: users.filter(({ daysAway }) => daysAway !== undefined && daysAway >= RETURNED).length,
    moved: moved.length,
    movedFrom,
  }
}

/** Those of several weeks: nobody comes to a site for the first time twice. */
export function sumOf(weeks: readonly Arrivals[]): Arrivals {
  const movedFrom = new Map<number, number>()
  for (const week of weeks)
    for (const [site, count] of week.movedFrom) movedFrom.set(site, (movedFrom.get(site) ?? 0) + count)
  const sum = (count: (week: Arrivals) => number) => weeks.reduce((all, week) => all + count(week), 0)
  return {
    firstTime: sum(({ firstTime }) => firstTime),
    returned: sum(({ returned }) => returned),
    moved: sum(({ moved }) => moved),
    movedFrom,
  }
}

/** Counts of 1 to 10 are hidden: undefined. 0 is shown. */
export type Shown = number | undefined

export interface ShownArrivals {
  readonly users: Shown
  readonly firstTime: Shown
  readonly returned: Shown
  readonly moved: Shown
  /** The most first; sites with 10 or fewer are left out. */
  readonly movedFrom: ReadonlyMap<number, number>
}

/** What of it may be shown: no small count, nor one that the others would tell. */
export function shownArrivals({ firstTime, returned, moved, movedFrom }: Arrivals): ShownArrivals {
  const { all, parts } = hidden([firstTime, returned, moved])
  const [first, back, away] = parts
  return {
    ...{ users: all, firstTime: first, returned: back, moved: away },
    movedFrom: away === undefined ? new Map() : largest(movedFrom, moved),
  }
}

const isSmall = (count: number): boolean => count > 0 && count < LEAST_SHOWN

/** Sites of which 11 came or more, the most first, as long as those of all others together are none, or 11 as well. */
function largest(movedFrom: ReadonlyMap<number, number>, moved: number): Map<number, number> {
  const shown = [...movedFrom].filter(([, count]) => count >= LEAST_SHOWN).sort((a, b) => b[1] - a[1])
  const others = () => moved - shown.reduce((sum, [, count]) => sum + count, 0)
  while (isSmall(others())) shown.pop()
  return new Map(shown)
}

/**
 * Hides small counts, and the next smallest until each that is hidden could be any of twelve numbers, for all that their
 * sum tells; where that is not enough, the sum of all.
 */
function hidden(counts: readonly number[]): { all: Shown; parts: Shown[] } {
  const order = counts.map((_, at) => at).sort((a, b) => counts[a]! - counts[b]!)
  const without = new Set(order.filter((at) => isSmall(counts[at]!)))
  const isSafe = () => {
    const sum = [...without].reduce((some, at) => some + counts[at]!, 0)
    return without.size === 0 || (without.size > 1 && sum - without.size >= LEAST_SHOWN)
  }
  for (const at of order) if (!isSafe() && counts[at]! > 0) without.add(at)
  const all = counts.reduce((sum, count) => sum + count, 0)
  return {
    all: isSafe() ? all : undefined,
    parts: counts.map((count, at) => (without.has(at) ? undefined : count)),
  }
}
