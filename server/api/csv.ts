/** What a spreadsheet takes for a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^-?\d+(\.\d+)?$/

const cell = (value: string | number | null): string => {
  const text = value === null ? '' : `${value}`
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as CSV (RFC 4180), the columns' names first; in UTF-8 with a mark by which spreadsheets know it. */
export const csv = (columns: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | number | null>>): string =>
  `\uFEFF${[columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
