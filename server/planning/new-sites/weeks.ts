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
  /** Whether it is not the week in which the site opened on a day other than Monday. */
  isMeasured(week: string): boolean
}

/** The weeks around an opening, as far as they are counted. */
export function weeksAround(openedOn: string, { first, last }: CountedWeeks): WeeksAround {
  const opening = startOf('week', openedOn)
  const firstWhole = opening === openedOn ? opening : addDays(opening, 7)
  const until = addDays(firstWhole, 7 * (WEEKS_AROUND - 1))
  const earliest = addDays(opening, -7 * WEEKS_AROUND)
  const from = earliest > first ? earliest : first
  const weeks = startsBetween('week', from, last < until ? last : until)
  return {
    ...{ weeks, until, opened: startsBetween('week', from, firstWhole).length - 1 },
    isMeasured: (week) => week < opening || week >= firstWhole,
  }
}

/** Nobody in a week that was measured is 0. */
export const seriesOf = ({ weeks, isMeasured }: WeeksAround, users: ReadonlyMap<string, number> | undefined): Series =>
  weeks.map((week) => (isMeasured(week) ? (users?.get(week) ?? 0) : undefined))
