/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection). */
const FORMULA = /^[\s\uFEFF]*[=+\-@\t\r\n＝＋－＠]/u

type Value = string | number | null

/**
 * A table as CSV (RFC 4180) in UTF-8 with its mark, by which spreadsheets know it. A text that a spreadsheet would run has
 * an apostrophe before it; numbers stay as they are. Null leaves nothing.
 */
export function csv(header: readonly string[], rows: Iterable<readonly Value[]>): string {
  const lines = [header.join(',')]
  for (const row of rows) lines.push(row.map(field).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function field(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
