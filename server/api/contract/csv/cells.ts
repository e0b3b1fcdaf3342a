/** What a CSV file is headed in. */
export type CsvLanguage = 'es' | 'en'

/** With which a spreadsheet knows that a file is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF'

/**
 * What begins a formula in a spreadsheet, also in the full-width forms that some take for the same
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const BEGINS_FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

/** Text that no spreadsheet runs: an apostrophe stands before what could be a formula. */
export const harmless = (text: string): string => (BEGINS_FORMULA.test(text) ? `'${text}` : text)

const yes = { es: 'sí', en: 'yes' }
const no = { es: 'no', en: 'no' }

/** A line of a file (RFC 4180 section 2): every cell within quotes, which are doubled where it holds some. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`

/** A value of a row as a cell: nothing for null, numbers as they are, several separated by semicolons. */
export function csvCell(value: unknown, language: CsvLanguage): string {
  // A number is no formula, however it begins.
  if (typeof value === 'number') return String(value)
  return harmless(written(value, language))
}

function written(value: unknown, language: CsvLanguage): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return (value ? yes : no)[language]
  if (Array.isArray(value)) return value.map((item) => writtenInList(item, language)).join('; ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A thing among several: what it says, without the names of its fields. */
const writtenInList = (item: unknown, language: CsvLanguage): string =>
  typeof item === 'object' && item !== null
    ? Object.values(item)
        .map((value) => written(value, language))
        .filter(Boolean)
        .join(' ')
    : written(item, language)
