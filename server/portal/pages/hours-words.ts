import { localesOf } from '../../languages/language.ts'
import { dayNames } from '../../network/groups/opening-hours-text.ts'
import type { Reader } from './page.ts'

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000

/** Opening hours as `formatHours` writes them, with the reader's days: `lun–vie 7:00–21:00`. */
export function hoursWords({ language }: Pick<Reader, 'language'>, hours: string): string {
  const weekday = new Intl.DateTimeFormat(localesOf(language), { timeZone: 'UTC', weekday: 'short' })
  const names = new Map<string, string>(dayNames.map((day, index) => [day, weekday.format(MONDAY + index * DAY_MS)]))
  return hours
    .replace(/[a-z]{3}/g, (day) => names.get(day) ?? day)
    .replace(/\b0(?=\d:)/g, '')
    .replaceAll('-', '–')
}
