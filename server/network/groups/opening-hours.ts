import { localClock } from './local-clock.ts'
import { type DaySpans, dayNames } from './opening-hours-text.ts'

/** A week's opening hours by the city's clock: the spans of each day, from Monday. */
export type OpeningHours = readonly DaySpans[]

/** Whether it is open at an instant, and until when that stays so; undefined: for ever. */
export interface Opening {
  open: boolean
  until: Date | undefined
}

/** Of hotspots without opening hours. */
export const ALWAYS_OPEN: Opening = { open: true, until: undefined }

const DAY_MS = 86_400_000
/** A span may begin on the day before and end on the day after. */
const DAYS_BACK = 2
/** A day's only span may fall into the hour that is left out when clocks go forward: the week after has it again. */
const DAYS_AHEAD = 16

/**
 * Whether `hours` are open at `instant`. A span lasts from the instant at which the city's clock first shows its
 * beginning to the one at which it first shows its end: when clocks go back within a span it lasts an hour longer, and
 * what was closed does not open again. Times that clocks leave out when they go forward count as the moment they do.
 *
 * @param timeZone e.g. `America/Mexico_City`
 */
export function openingAt(hours: OpeningHours, timeZone: string, instant: Date): Opening {
  const now = instant.getTime()
  const spans = spansAround(hours, timeZone, instant)
  let openUntil: number | undefined
  let opensAt: number | undefined
  for (const [start, end] of spans) {
    if (start > (openUntil ?? now)) {
      opensAt = start
      break
    }
    if (end > (openUntil ?? now)) openUntil = end
  }
  if (openUntil === undefined) return { open: false, until: opensAt === undefined ? undefined : new Date(opensAt) }
  // Nothing closed follows: it is open all week.
  return { open: true, until: opensAt === undefined ? undefined : new Date(openUntil) }
}

/** Until when it is open; undefined where it is closed, or never closes. */
export function openUntil(hours: OpeningHours, timeZone: string, instant: Date): Date | undefined {
  const { open, until } = openingAt(hours, timeZone, instant)
  return open ? until : undefined
}

/** When it opens; undefined where it is open. */
export function opensAt(hours: OpeningHours, timeZone: string, instant: Date): Date | undefined {
  const { open, until } = openingAt(hours, timeZone, instant)
  return open ? undefined : until
}

/** The spans of the days around, in milliseconds since 1970, by their beginnings. */
function spansAround(hours: OpeningHours, timeZone: string, instant: Date): Array<[start: number, end: number]> {
  const clock = localClock(timeZone)
  const today = Math.floor(clock.wall(instant.getTime()) / DAY_MS)
  const spans: Array<[number, number]> = []
  for (let day = today - DAYS_BACK; day <= today + DAYS_AHEAD; day++) {
    for (const [from, to] of hours[weekday(day)] ?? []) {
      const start = clock.instantOf(day * DAY_MS + from * 60_000)
      const end = clock.instantOf(day * DAY_MS + to * 60_000)
      if (end > start) spans.push([start, end])
    }
  }
  return spans.sort(([a], [b]) => a - b)
}

/** 1970 began on a Thursday. @param day days since then. @returns 0 to 6, from Monday */
const weekday = (day: number): number => (((day + 3) % dayNames.length) + dayNames.length) % dayNames.length

export { formatHours, HoursError, parseHours } from './opening-hours-text.ts'
