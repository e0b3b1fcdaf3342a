/**
 * Gives the calendar day (`yyyy-mm-dd`) of an instant in a time zone (e.g. `America/Mexico_City`): quotas and usage
 * count by the city's day, not by UTC's.
 */
export function localDay(timeZone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (instant) => format.format(instant)
}
