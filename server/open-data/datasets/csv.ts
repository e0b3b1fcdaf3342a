import { csvField } from '../../csv-field.ts'

type Value = string | number | null

/** A table as CSV (RFC 4180) in UTF-8 with its mark, by which spreadsheets know it; see `csvField`. */
export function csv(header: readonly string[], rows: Iterable<readonly Value[]>): string {
  const lines = [header.join(',')]
  for (const row of rows) lines.push(row.map(csvField).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
