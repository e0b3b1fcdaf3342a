/** When something is open, by local time: minutes since Monday 00:00, in order, apart from each other; `to` exclusive. */
export type OpeningHours = ReadonlyArray<{ from: number; to: number }>

/** What is wrong with opening hours, and where. */
export class HoursError extends Error {
  override name = 'HoursError'
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const DAY = 1440
const WEEK = 7 * DAY
const MINUTE_MS = 60_000
/** Clocks are put forward or back by two hours at most. */
const SHIFT_MS = 180 * MINUTE_MS
const SYNTAX = 'such as "mon-fri 07:00-21:00, sat 08:00-14:00"'

/**
 * Reads opening hours: days or ranges of days, each with one span of the clock; a span that ends before it begins, or at
 * the same time, passes midnight. `24:00` is midnight.
 *
 * @throws {HoursError} naming the part that is wrong
 */
export function readHours(text: string): OpeningHours {
  const spans = text.split(',').flatMap((part) => {
    const match = /^\s*([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*$/i.exec(part)
    if (!match) throw new HoursError(`"${part.trim()}" is no time of opening, ${SYNTAX}.`)
    const [first, last] = [dayOf(match[1]!), dayOf(match[2] ?? match[1]!)]
    const [from, to] = [timeOf(match[3]!, match[4]!, 1439), timeOf(match[5]!, match[6]!, DAY)]
    const length = to > from ? to - from : to + DAY - from
    const count = ((last - first + 7) % 7) + 1
    return Array.from({ length: count }, (_, index) => {
      const start = ((first + index) % 7) * DAY + from
      return { from: start, to: start + length }
    })
  })
  return joined(spans)
}

/** As {@link readHours} reads it, in one spelling for the same hours. */
export function hoursText(hours: OpeningHours): string {
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  return hours
    .flatMap(({ from, to }) => {
      const parts: string[] = []
      for (let start = from; start < to; ) {
        const day = Math.floor(start / DAY)
        const end = Math.min(to, (day + 1) * DAY)
        parts.push(`${days[day]} ${clock(start - day * DAY)}-${clock(end - day * DAY)}`)
        start = end
      }
      return parts
    })
    .join(', ')
}

/** Whether it is open, and when that changes (milliseconds since 1970; undefined: never). */
export interface Opening {
  open: boolean
  changesAt: number | undefined
}

/** @param timeZone IANA name, such as `America/Mexico_City` */
export function openingAt(hours: OpeningHours, timeZone: string, instant: number): Opening {
  const minuteOf = weekMinute(timeZone)
  const now = minuteOf(instant)
  const open = isOpen(hours, now)
  const bounds = hours.flatMap(({ from, to }) => [from, to % WEEK]).filter((at) => isChange(hours, at))
  const ahead = bounds.map((at) => (at - now + WEEK) % WEEK || WEEK).sort((a, b) => a - b)
  const start = instant - (instant % MINUTE_MS)
  for (const minutes of [...ahead, ...ahead.map((minutes) => minutes + WEEK)]) {
    const about = start + minutes * MINUTE_MS
    const end = about + SHIFT_MS
    for (let at = Math.max(start + MINUTE_MS, about - SHIFT_MS); at <= end; at += MINUTE_MS) {
      if (isOpen(hours, minuteOf(at)) !== open) return { open, changesAt: at }
    }
  }
  return { open, changesAt: undefined }
}

const isOpen = (hours: OpeningHours, minute: number) => hours.some(({ from, to }) => from <= minute && minute < to)

const isChange = (hours: OpeningHours, at: number) => isOpen(hours, at) !== isOpen(hours, (at + WEEK - 1) % WEEK)

/** The minute of the local week, Monday 00:00 being 0. */
function weekMinute(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  })
  return (instant) => {
    const parts = format.formatToParts(instant)
    const value = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? ''
    return dayOf(value('weekday')) * DAY + Number(value('hour')) * 60 + Number(value('minute'))
  }
}

function dayOf(name: string): number {
  const day = (days as readonly string[]).indexOf(name.toLowerCase())
  if (day < 0) throw new HoursError(`"${name}" is no day: ${days.join(', ')}.`)
  return day
}

function timeOf(hour: string, minute: string, most: number): number {
  const at = Number(hour) * 60 + Number(minute)
  if (Number(minute) > 59 || at > most) throw new HoursError(`"${hour}:${minute}" is no time of day.`)
  return at
}

/** Cut at the end of the week, in order, and one where they touch. */
function joined(spans: Array<{ from: number; to: number }>): OpeningHours {
  const cut = spans
    .flatMap(({ from, to }) =>
      to <= WEEK
        ? [{ from, to }]
        : [
            { from, to: WEEK },
            { from: 0, to: to - WEEK },
          ],
    )
    .sort((a, b) => a.from - b.from)
  const all: Array<{ from: number; to: number }> = []
  for (const span of cut) {
    const last = all.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else all.push({ ...span })
  }
  return all
}
