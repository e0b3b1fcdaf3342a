import type { UseRow } from '../../../server/api/contract/index.ts'

const columns = [
  ...(['since', 'residents', 'newResidents', 'sessions', 'begun', 'seconds', 'octets', 'inputOctets'] as const),
  ...(['outputOctets', 'peak', 'capacity', 'saturatedMinutes', 'turnedAway'] as const satisfies ReadonlyArray<
    keyof UseRow
  >),
]

/** A cell that a spreadsheet takes for text, whatever it begins with (OWASP, CSV injection). */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows of places as RFC 4180 has them, with a byte order mark, by which spreadsheets know UTF-8. */
export function csvOf(series: ReadonlyArray<{ place: string; rows: readonly UseRow[] }>): string {
  const lines = series.flatMap(({ place, rows }) =>
    rows.map((row) => [cell(place), ...columns.map((column) => cell(row[column]))].join(',')),
  )
  return `\uFEFF${[['place', ...columns].join(','), ...lines].join('\r\n')}\r\n`
}
