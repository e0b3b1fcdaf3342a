/** Days, weeks (from Monday) and months as `yyyy-mm-dd` by the city's clock: of the calendar alone, without a time zone. */

export const steps = ['day', 'week', 'month'] as const
export type Step = (typeof steps)[number]

const DAY_MS = 86_400_000
const text = (time: number): string => new Date(time).toISOString().slice(0, 10)
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)

export const addDays = (day: string, days: number): string => text(timeOf(day) + days * DAY_MS)

/** The first day of the step that a day is in. */
export function startOf(step: Step, day: string): string {
  if (step === 'day') return day
  if (step === 'month') return `${day.slice(0, 7)}-01`
  return addDays(day, -((new Date(timeOf(day)).getUTCDay() + 6) % 7))
}

/** The first day of the next one. */
export function next(step: Step, since: string): string {
  if (step !== 'month') return addDays(since, step === 'day' ? 1 : 7)
  const [year, month] = since.split('-').map(Number)
  return text(Date.UTC(year!, month!, 1))
}

/** The first day of every step from the one that `from` is in to the one that `to` is in. */
export function startsBetween(step: Step, from: string, to: string): string[] {
  const starts: string[] = []
  for (let start = startOf(step, from); start <= to; start = next(step, start)) starts.push(start)
  return starts
}
