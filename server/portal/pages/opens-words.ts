import { localesOf } from '../../languages/language.ts'
import { localDay } from '../../usage/local-day.ts'
import type { Reader } from './page.ts'

const DAY_MS = 86_400_000

/** When it opens, as a person says it: today, tomorrow, on a day of this week, or on a date; by the city's clock. */
export function opensWords(
  { text, language }: Reader,
  { opensAt, now, timeZone }: { opensAt: Date; now: Date; timeZone: string },
): string {
  const locales = localesOf(language)
  const written = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locales, { timeZone, ...options }).format(opensAt)
  // As it is said, without a nought before it.
  const time = written({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }).replace(/^0(?=\d)/, '')
  const dayOf = localDay(timeZone)
  const days = (Date.parse(dayOf(opensAt)) - Date.parse(dayOf(now))) / DAY_MS
  if (days === 0) return text('opensToday', { time })
  if (days === 1) return text('opensTomorrow', { time })
  return text('opensOn', { time, day: written(days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long' }) })
}
