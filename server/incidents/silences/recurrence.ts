import { createRequire } from 'node:module'
import type { RRule as Rule } from 'rrule'
import { localClock } from '../../network/groups/local-clock.ts'

/** A CommonJS module whose names Node.js does not find as it reads it. */
const { RRule } = createRequire(import.meta.url)('rrule') as typeof import('rrule')

/** When a silence holds. */
export interface Times {
  /** The first time begins. */
  startsAt: Date
  /** How long each lasts. */
  seconds: number
  /** RFC 5545 section 3.3.10, by the city's clock; null: once. */
  rrule: string | null
}

/** A rule is none, or never holds. */
export class RecurrenceError extends Error {
  override name = 'RecurrenceError'
}

/** Of one local day there are no more than these: a rule by the second is no maintenance. */
const FREQUENCIES: ReadonlyArray<number | undefined> = [
  RRule.YEARLY,
  RRule.MONTHLY,
  RRule.WEEKLY,
  RRule.DAILY,
  RRule.HOURLY,
]

/** Checks a rule as `FREQ=WEEKLY;BYDAY=SU`. @returns it as it is kept. @throws {RecurrenceError} */
export function checkedRule(text: string): string {
  const rule = text
    .trim()
    .replace(/^RRULE:/i, '')
    .toUpperCase()
  if (/DTSTART/.test(rule)) throw new RecurrenceError('The rule names its start itself: give it as the first time.')
  try {
    const { freq } = RRule.parseString(rule)
    if (!FREQUENCIES.includes(freq)) throw new RecurrenceError('FREQ is YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY.')
    // Throws where a part is none.
    new RRule({ ...RRule.parseString(rule), dtstart: new Date(0), count: 1 }).all()
  } catch (error) {
    if (error instanceof RecurrenceError) throw error
    throw new RecurrenceError(`"${text}" is no recurrence rule (RFC 5545), e.g. FREQ=WEEKLY;BYDAY=SU.`, {
      cause: error,
    })
  }
  return rule
}

/** The time that a silence holds at an instant; undefined where it does not hold then. @param zone e.g. `America/Mexico_City` */
export function holdsAt(times: Times, instant: Date, zone: string): { from: Date; until: Date } | undefined {
  const within = occurrences(times, new Date(instant.getTime() - times.seconds * 1000), instant, zone)
  return within.findLast(({ from, until }) => from <= instant && instant < until)
}

/** The next time that begins after an instant; undefined where none does. */
export function nextAfter(times: Times, instant: Date, zone: string): { from: Date; until: Date } | undefined {
  if (times.rrule === null) return times.startsAt > instant ? span(times.startsAt, times.seconds) : undefined
  const rule = ruleOf(times, times.rrule, zone)
  // The clock may be put forward or back in between.
  let local: Date | null = new Date(wallClock(instant, zone).getTime() - 2 * HOUR_MS)
  for (let tries = 0; tries < 50; tries++) {
    local = rule.after(local)
    if (!local) return undefined
    const from = instantOf(local, zone)
    if (from > instant) return span(from, times.seconds)
  }
  return undefined
}

/** Every time that it holds at some instant of a span. */
export const timesWithin = (times: Times, from: Date, until: Date, zone: string): Array<{ from: Date; until: Date }> =>
  occurrences(times, new Date(from.getTime() - times.seconds * 1000), until, zone).filter(
    (time) => time.until > from && time.from < until,
  )

const HOUR_MS = 3_600_000

function occurrences(times: Times, from: Date, to: Date, zone: string): Array<{ from: Date; until: Date }> {
  if (times.rrule === null) return [span(times.startsAt, times.seconds)]
  const rule = ruleOf(times, times.rrule, zone)
  const [first, last] = [wallClock(from, zone).getTime() - 2 * HOUR_MS, wallClock(to, zone).getTime() + 2 * HOUR_MS]
  return rule.between(new Date(first), new Date(last), true).map((local) => span(instantOf(local, zone), times.seconds))
}

const span = (from: Date, seconds: number) => ({ from, until: new Date(from.getTime() + seconds * 1000) })

/** The library counts in UTC: it is given the city's clock as if it were UTC's. */
const ruleOf = ({ startsAt }: Times, rrule: string, zone: string): Rule =>
  new RRule({ ...RRule.parseString(rrule), dtstart: wallClock(startsAt, zone) })

/** What the city's clock shows, as an instant of which UTC's shows it; the library knows whole seconds. */
const wallClock = (instant: Date, zone: string): Date =>
  new Date(Math.floor(localClock(zone).wall(instant.getTime()) / 1000) * 1000)

const instantOf = (local: Date, zone: string): Date => new Date(localClock(zone).instantOf(local.getTime()))
