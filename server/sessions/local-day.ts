/**
 * Gives the calendar day (`yyyy-mm-dd`) of an instant in a time zone (e.g. `America/Mexico_City`): quotas and usage
 * count by the city's day, not by UTC's.
 */
export function localDay(timeZone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (instant) => format.format(instant)
}

/** The longest local day: clocks are put back by an hour or two, seldom. */
const LONGEST_DAY_MS = 28 * 3_600_000

/** When the local day of `instant` began, by the city's clock, which may begin a day at 01:00. */
export function dayStart(dayOf: (instant: Date) => string, instant: Date): Date {
  const day = dayOf(instant)
  let after = instant.getTime()
  let before = after - LONGEST_DAY_MS
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayOf(new Date(middle)) === day) after = middle
    else before = middle
  }
  return new Date(after)
}
