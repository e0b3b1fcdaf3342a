import { addDays, startOf, startsBetween } from '../../analytics/calendar.ts'
import type { CountedWeeks } from '../../analytics/weeks.ts'
import type { Series } from '../evaluation/places.ts'

/** A site is looked at so many weeks before and after it opened; then its evaluation stays as it is. */
export const WEEKS_AROUND = 26

/** Days are yyyy-mm-dd, weeks their Mondays. */
export interface WeeksAround {
  weeks: string[]
  /** Number of the first whole week with the site. */
  opened: number
  /** The last one that is looked at, once it is over. */
  until: string
  /** Whether the week is counted, and is not the one in which the site opened on a day other than Monday. */
  isMeasured(week: string): boolean
}

/** The weeks around an opening, up to the last that is counted. */
export function weeksAround(openedOn: string, { first, last }: CountedWeeks): WeeksAround {
  const opening = startOf('week', openedOn)
  const firstWhole = opening === openedOn ? opening : addDays(opening, 7)
  const until = addDays(firstWhole, 7 * (WEEKS_AROUND - 1))
  const from = addDays(opening, -7 * WEEKS_AROUND)
  const weeks = startsBetween('week', from, last < until ? last : until)
  return {
    ...{ weeks, until, opened: WEEKS_AROUND + (firstWhole === opening ? 0 : 1) },
    isMeasured: (week) => week >= first && (week < opening || week >= firstWhole),
  }
}

/** Nobody in a week that was measured is 0. */
export const seriesOf = ({ weeks, isMeasured }: WeeksAround, users: ReadonlyMap<string, number> | undefined): Series =>
  weeks.map((week) => (isMeasured(week) ? (users?.get(week) ?? 0) : undefined))
