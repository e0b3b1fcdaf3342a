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
  const [first, back, away] = hidden([firstTime, returned, moved])
  return {
    ...{ users: shown(firstTime + returned + moved), firstTime: first, returned: back, moved: away },
    movedFrom: new Map([...movedFrom].filter(([, count]) => count >= LEAST_SHOWN).sort((a, b) => b[1] - a[1])),
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
