/** In which order a file writes its days, where the year does not stand first. */
export type DayOrder = 'day-first' | 'month-first'

const YEAR_FIRST = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ].*)?$/
const YEAR_LAST = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[T ,].*)?$/
/** A spreadsheet's days since 30 December 1899, of the years 1982 to 2064. */
const SERIAL = /^([3-5]\d{4})(?:\.\d+)?$/
/** Milliseconds since 1970, as ArcGIS tells them. */
const MILLISECONDS = /^\d{12,13}$/
const TWO_DIGITS = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{2})(?: .*)?$/
const NAMED = /^(\d{1,2})(?: de | |-|\/|\.)+(\p{L}{3,})\.?(?: de | |-|\/|,)+(\d{4})(?: .*)?$/iu
const MONTHS = [
  'en|jan|ja',
  'fe',
  'mar|mär',
  'a[bpv]r',
  'ma[iy]',
  'jun|jui?n',
  'jul|juil',
  'ag|au|ao',
  'se',
  'o[ck]',
  'no',
  'd[ei]',
].map((beginnings) => new RegExp(`^(${beginnings})`, 'i'))

const DAY_MS = 86_400_000
const SERIAL_OF_1970 = 25_569

/**
 * A calendar day from yyyy-mm-dd, yyyymmdd, dd/mm/yyyy or dd/mm/yy (a time of day after it is left out), with its month's
 * name, a spreadsheet's number of a day or milliseconds since 1970, as yyyy-mm-dd; undefined for what is none.
 */
export function readDay(given: string, order: DayOrder = 'day-first'): string | undefined {
  const since1970 = MILLISECONDS.test(given)
    ? Number(given)
    : (Number(SERIAL.exec(given)?.[1]) - SERIAL_OF_1970) * DAY_MS
  if (!Number.isNaN(since1970)) return new Date(since1970).toISOString().slice(0, 10)
  const text = given.replace(TWO_DIGITS, '$1$2$3$220$4')
  const [, year, , month, day] = YEAR_FIRST.exec(text) ?? []
  if (year !== undefined) return calendarDay(Number(year), Number(month), Number(day))
  const [, first, , second, last] = YEAR_LAST.exec(text) ?? []
  if (last !== undefined)
    return order === 'day-first'
      ? calendarDay(Number(last), Number(second), Number(first))
      : calendarDay(Number(last), Number(first), Number(second))
  const [, dayOfIt, name = '', yearOfIt] = NAMED.exec(text) ?? []
  const found = MONTHS.findIndex((beginning) => beginning.test(name))
  return found === -1 ? undefined : calendarDay(Number(yearOfIt), found + 1, Number(dayOfIt))
}

function calendarDay(year: number, month: number, day: number): string | undefined {
  if (year < 1900) return undefined
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined
}

/**
 * The order of a column's days: that which some of them can have only. `certain` is false where they can all be read
 * either way, or some one way and some the other: then those that can be read both ways are doubtful.
 */
export function dayOrderOf(texts: Iterable<string>): { order: DayOrder; doubtful: number; certain: boolean } {
  const only = { 'day-first': 0, 'month-first': 0 }
  let doubtful = 0
  for (const text of texts) {
    const [dayFirst, monthFirst] = [readDay(text), readDay(text, 'month-first')]
    if (dayFirst !== undefined && monthFirst === undefined) only['day-first']++
    else if (dayFirst === undefined && monthFirst !== undefined) only['month-first']++
    else if (dayFirst !== monthFirst) doubtful++
  }
  const order = only['month-first'] > only['day-first'] ? 'month-first' : 'day-first'
  const certain = only['day-first'] > 0 !== only['month-first'] > 0 || doubtful === 0
  return { order, doubtful, certain }
}
