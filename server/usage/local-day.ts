const MINUTE_MS = 60_000

/**
 * Gives the calendar day (`yyyy-mm-dd`) of an instant in a time zone (e.g. `America/Mexico_City`): quotas and usage
 * count by the city's day, not by UTC's.
 */
export function localDay(timeZone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  let minute: number | undefined
  let day = ''
  // Formatting takes as long as all else that is done with a record, and most records are of the same minute.
  return (instant) => {
    const at = Math.floor(instant.getTime() / MINUTE_MS)
    if (at !== minute) {
      day = format.format(instant)
      minute = at
    }
    return day
  }
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
