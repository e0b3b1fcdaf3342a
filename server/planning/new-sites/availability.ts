const WEEK_MS = 7 * 86_400_000

/** Milliseconds since 1970. */
export type Outage = readonly [from: number, until: number]

export interface Worked {
  /** Weeks since the opening: their Mondays, yyyy-mm-dd, and whether anybody used the site. */
  weeks: ReadonlyArray<{ week: string; used: boolean }>
  hotspots: number
  /** Since when it is known of hotspots whether they work; ms since 1970. */
  knownSince: number
  /** When each of its hotspots was down, in ms since 1970. */
  outages: readonly Outage[]
}

/**
 * Share of each week in which a site worked: by outages, from when on they are known; before that a week counts as worked
 * where somebody used the site. To the hour or so: weeks are taken by UTC.
 */
export const sharesWorked = ({ weeks, hotspots, knownSince, outages }: Worked): number[] =>
  weeks.map(({ week, used }) => {
    const began = Date.parse(week)
    if (began < knownSince) return used ? 1 : 0
    const down = outages.reduce(
      (sum, [from, until]) => sum + Math.max(0, Math.min(until, began + WEEK_MS) - Math.max(from, began)),
      0,
    )
    return 1 - Math.min(1, down / (WEEK_MS * Math.max(1, hotspots)))
  })
