/** A month as `yyyy-mm`. */
export const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/** Gateways report late: so many days after its end a month is complete. */
export const DAYS_AFTER = 3

/** Its days, `yyyy-mm-dd`. */
export function daysOf(month: string): string[] {
  const [year, number] = month.split('-').map(Number)
  const count = new Date(Date.UTC(year!, number!, 0)).getUTCDate()
  return Array.from({ length: count }, (_, day) => `${month}-${String(day + 1).padStart(2, '0')}`)
}

/** The last month that is complete on a day, `yyyy-mm-dd`. */
export function lastComplete(today: string): string {
  const at = new Date(`${today}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - DAYS_AFTER)
  at.setUTCDate(0)
  return at.toISOString().slice(0, 7)
}

/** So many months, `last` the first of them, back in time. */
export function monthsBefore(last: string, count: number): string[] {
  const [year, number] = last.split('-').map(Number)
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year!, number! - 1 - back, 1)).toISOString().slice(0, 7),
  )
}
