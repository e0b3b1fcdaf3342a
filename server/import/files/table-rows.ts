import { folded, tidy } from '../../network/spelling.ts'
import { FileError } from '../import-error.ts'
import type { CsvFile, CsvRecord } from './csv-file.ts'
import { mostCommon } from './delimiter.ts'

const SAMPLE = 100
/** A header says most of its columns; a title above it one or two. */
const LEAST_FILLED = 0.6
const TOTAL = /^(total(es)?|sub ?total|suma|sum|gesamt|somme)( |$)|^(合計|總計|总计|합계|총계)/

const isFilled = (value: string) => value.trim() !== ''
const filled = ({ values }: CsvRecord) => values.filter(isFilled).length

/**
 * Makes a table of rows: finds its header below titles, and leaves totals and notes below the records out.
 *
 * @param unit what a row is called
 * @throws {ImportError} when there is no header, or nothing below it
 */
export function tableOf(
  name: string,
  rows: CsvRecord[],
  unit: string,
): Pick<CsvFile, 'headers' | 'records' | 'unit' | 'remarks'> {
  const kept = rows.filter(({ values }) => values.some(isFilled) || (unit === 'line' && values.length < 3))
  // Of equally common widths the widest: titles and notes are narrow.
  const widths = kept.slice(0, SAMPLE).map((row) => row.values.findLastIndex(isFilled) + 1)
  const width = mostCommon(widths.sort((a, b) => b - a)) ?? 0
  const at = kept.findIndex((row) => filled(row) >= Math.max(1, width * LEAST_FILLED))
  const first = kept[at]
  const second = first && kept[at + 1]
  const isSecond = second !== undefined && isSecondOf(first!, second)
  const header = isSecond ? joinedHeader(first!, second) : first
  if (!header) throw new FileError('no-header', `${name} has no row of headers.`)
  const below = kept.slice(isSecond ? at + 2 : at + 1)
  const columns = Math.max(...columnsOf(header, below.slice(0, SAMPLE)))
  const last = endOf(below, columns)
  const records = below.slice(0, last).map((row) => fitted(row, columns))
  if (records.length === 0) throw new FileError('no-records', `${name} has a header but no records below it.`)
  const above = kept.slice(0, at)
  return {
    unit,
    headers: Array.from({ length: columns }, (_, index) => tidy(header.values[index] ?? '')),
    records,
    remarks: [...told(above, unit, 'above the header'), ...told(below.slice(last), unit, 'below the records')],
  }
}

const YEAR = /^(19|20)\d\d$/

/** A header in two rows, of which the upper has merged cells over several columns: `Población` over `2023`, `2024`. */
function isSecondOf(first: CsvRecord, second: CsvRecord): boolean {
  const upper = (at: number) => isFilled(first.values[at] ?? '')
  const isUnder = (at: number) => !upper(at) || !(upper(at + 1) || at + 1 >= second.values.length)
  const at = second.values.flatMap((value, index) => (isFilled(value) ? [index] : []))
  const texts = at.map((index) => second.values[index]!.trim())
  return (
    at.length > 1 &&
    at.length < filled(first) + at.filter((index) => !upper(index)).length &&
    at.some((index) => !upper(index)) &&
    at.every(isUnder) &&
    texts.every((text) => YEAR.test(text) || /^\p{L}/u.test(text))
  )
}

function joinedHeader(first: CsvRecord, second: CsvRecord): CsvRecord {
  let over = ''
  const values = Array.from({ length: Math.max(first.values.length, second.values.length) }, (_, at) => {
    const [upper = '', lower = ''] = [first.values[at], second.values[at]]
    if (isFilled(upper)) over = upper
    return isFilled(lower) ? `${over} ${lower}` : upper
  })
  return { ...first, values }
}

/** A header without a name over a column of row numbers counts too, as does one at the end that values stand below. */
function columnsOf(header: CsvRecord, below: CsvRecord[]): number[] {
  const named = header.values.findLastIndex(isFilled) + 1
  const unnamed = below.some(({ values }) => values.slice(named, header.values.length).some(isFilled))
  return [named, unnamed ? header.values.length : 0]
}

/** Where totals and notes begin, at the end. */
function endOf(rows: CsvRecord[], columns: number): number {
  let end = rows.length
  while (end > 1) {
    const row = rows[end - 1]!
    const first = folded(row.values.find(isFilled) ?? '')
    const isNote = filled(row) === 1 && isFilled(row.values[0] ?? '') && first.split(' ').length > 2
    const isTotal = TOTAL.test(first) && filled(row) < columns
    if (columns < 3 || (!isNote && !isTotal)) break
    end--
  }
  return end
}

/** Empty values beyond the last column are none. */
function fitted(row: CsvRecord, columns: number): CsvRecord {
  if (row.values.length <= columns || row.values.slice(columns).some(isFilled)) return row
  return { ...row, values: row.values.slice(0, columns) }
}

function told(rows: CsvRecord[], unit: string, where: string): string[] {
  if (rows.length === 0) return []
  const text = tidy(rows[0]!.values.filter(isFilled).join(' '))
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return [
    `${rows.length} ${unit}${rows.length === 1 ? ' is' : 's are'} ${where} and no record: ${unit} ${rows[0]!.line}, "${shown}".`,
  ]
}
