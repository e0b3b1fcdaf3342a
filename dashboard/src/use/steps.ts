import type { UseStep } from '../../../server/api/contract/index.ts'

/** Days as `yyyy-mm-dd` by the city's clock: of the calendar alone, without a time zone. */

const DAY_MS = 86_400_000
const HOURS = 24
const text = (time: number): string => new Date(time).toISOString().slice(0, 10)

export const addDays = (day: string, days: number): string => text(Date.parse(day) + days * DAY_MS)

/** Whole days from one to another. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** The first day of a month so many months later. */
const addMonths = (day: string, months: number): string =>
  text(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months, 1))

/** The first day of the step that a day is in; a week begins on Monday. */
export function startOf(step: UseStep, day: string): string {
  if (step === 'month') return `${day.slice(0, 7)}-01`
  return step === 'week' ? addDays(day, -((new Date(Date.parse(day)).getUTCDay() + 6) % 7)) : day
}

/** The last day of the step that a day is in. */
export function endOf(step: UseStep, day: string): string {
  if (step === 'month') return addDays(addMonths(day, 1), -1)
  return addDays(startOf(step, day), step === 'week' ? 6 : 0)
}

const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))

/** How many steps lie from the one that `from` is in to the one that `to` is in, that one left out. */
export function stepsBetween(step: UseStep, from: string, to: string): number {
  if (step === 'month') return monthOf(to) - monthOf(from)
  const days = daysBetween(startOf(step, from), startOf(step, to))
  return step === 'hour' ? days * HOURS : days / (step === 'week' ? 7 : 1)
}

/** As rows have it: the beginning of the step `count` steps after the one in which a period begins. */
export function sinceAt(step: UseStep, from: string, count: number): string {
  if (step === 'month') return addMonths(from, count)
  if (step !== 'hour') return addDays(startOf(step, from), count * (step === 'week' ? 7 : 1))
  return `${addDays(from, Math.floor(count / HOURS))}T${String(count % HOURS).padStart(2, '0')}`
}

interface Period {
  /** Both included. */
  from: string
  to: string
}

/** As many whole steps just before those of a period. */
export function periodBefore(step: UseStep, { from, to }: Period): Period {
  const start = startOf(step, from)
  const earlier =
    step === 'month'
      ? addMonths(start, -stepsBetween(step, from, to) - 1)
      : addDays(start, -daysBetween(start, endOf(step, to)) - 1)
  return { from: earlier, to: addDays(start, -1) }
}

/** The same days a year before, of 29 February the first of March; the same months; as many weeks, 52 before. */
export function periodOfYearBefore(step: UseStep, { from, to }: Period): Period {
  if (step === 'month') return { from: addMonths(from, -12), to: endOf(step, addMonths(to, -12)) }
  if (step === 'week') return { from: addDays(startOf(step, from), -364), to: addDays(endOf(step, to), -364) }
  return { from: yearBefore(from), to: yearBefore(to) }
}

const yearBefore = (day: string): string =>
  addDays(`${Number(day.slice(0, 4)) - 1}${day.slice(4, 8)}01`, Number(day.slice(8)) - 1)
