import { basename } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import type { Geometry } from 'geojson'
import { FileError } from '../import-error.ts'
import { likeliestDelimiter } from './delimiter.ts'
import { tableOf } from './table-rows.ts'
import { readTextFile, type TextFile } from './text-file.ts'

export interface CsvRecord {
  /** The line in the file on which the record begins, from 1; line breaks inside quotes count as lines. */
  line: number
  /** As they stand in the file, but for line breaks, which are LF. */
  values: string[]
  /** Of a file that has shapes or points beside values: null where this record has none. */
  geometry?: Geometry | null
}

/** Records with a header, whatever the file was. */
export interface CsvFile {
  name: string
  sha256: string
  headers: string[]
  records: CsvRecord[]
  /** What the file is, e.g. `CSV`. */
  format?: string
  /** Of text. */
  encoding?: string
  /** What a record is called: `line`, `row`, `feature`, `object`. Absent: line. */
  unit?: string
  /** What was seen of the file that whoever imports it should know; sentences. */
  remarks?: string[]
  /** Columns, from 0, whose values were numbers in the file, not digits that look like one. */
  numeric?: ReadonlySet<number>
  /** Of its geometries, where it says so and it is not WGS84: `EPSG:25830`, or WKT. */
  crs?: string
}

/** A quote that is opened and never closed shows as one huge record; but shapes are long. */
const MAX_RECORD_CHARACTERS = 100_000
const MAX_WITH_SHAPES = 50_000_000
const SHAPES = /polygon\s*z?m?\s*\(|"coordinates"/i

/**
 * Reads a CSV file (RFC 4180) with a header: in any encoding, lines that end in CRLF, LF or CR, line breaks inside quotes,
 * separated by commas, semicolons, tabs or bars, or as Excel's `sep=` line says. Titles above the header and totals below
 * the records are passed over, and told. Lines without any character are no records. A record may have too few or too
 * many values: see `values`.
 *
 * @throws {ImportError} when the file cannot be read, is empty, has only a header, or is no CSV
 */
export const readCsvFile = async (file: string): Promise<CsvFile> => csvIn(file, await readTextFile(file))

/** As {@link readCsvFile}, of a text that is there already. */
export function csvIn(file: string, content: Omit<TextFile, 'encoding'> & Partial<TextFile>): CsvFile {
  const whole = content.text.replace(/\r\n?/g, '\n')
  if (whole.trim() === '') throw new FileError('empty', `${file} is empty.`)
  // Excel writes it above, for itself.
  const said = /^\uFEFF?"?sep=(.)"?\n/i.exec(whole)
  const text = said ? `\n${whole.slice(said[0].length)}` : whole
  const rows = rowsOf(file, text, said?.[1])
  return {
    ...tableOf(file, rows, 'line'),
    name: basename(file),
    sha256: content.sha256,
    format: 'CSV',
    ...(content.encoding !== undefined && { encoding: content.encoding }),
  }
}

/** A file whose every line stands in quotes was written twice over: its lines are those of a CSV. */
function rowsOf(file: string, text: string, said: string | undefined): CsvRecord[] {
  const rows = parseRows(file, text, said ?? likeliestDelimiter(text))
  if (said !== undefined || rows.some(({ values }) => values.length > 1)) return rows
  const lines = rows.map(({ values }) => values[0] ?? '').join('\n')
  const inner = likeliestDelimiter(lines)
  const again = lines.includes(inner) ? parseRows(file, lines, inner) : rows
  return again.length === rows.length ? again.map((row, at) => ({ ...row, line: rows[at]!.line })) : rows
}

const breaksIn = (value: string): number => (value.includes('\n') ? value.split('\n').length - 1 : 0)

/**
 * A quotation mark that is opened in one line and closed in another, but not before a delimiter, has swallowed records:
 * each line of such a record is one of its own.
 */
function withoutSwallowed(records: CsvRecord[], text: string, delimiter: string): CsvRecord[] {
  const isDoubtful = ({ values }: CsvRecord) => values.some((value) => /^\s*"/.test(value) && value.includes('\n'))
  if (!records.some(isDoubtful)) return records
  const lines = text.split('\n')
  return records.flatMap((record, at) => {
    const own = lines.slice(record.line - 1, (records[at + 1]?.line ?? lines.length + 1) - 1)
    if (!isDoubtful(record) || isSound(own.join('\n'), delimiter)) return [record]
    return own.flatMap((line, after) => {
      const values = line.split(delimiter).map((value) => value.trim().replace(/^"|"$/g, '').replaceAll('""', '"'))
      return line === '' ? [] : [{ line: record.line + after, values }]
    })
  })
}

/** By RFC 4180, which has no quotation mark beside other characters. */
function isSound(text: string, delimiter: string): boolean {
  try {
    parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true })
    return true
  } catch {
    return false
  }
}

function parseRows(file: string, text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = []
  let lastLine = 0
  try {
    parse(text, {
      delimiter,
      max_record_size: SHAPES.test(text.slice(0, 100_000)) ? MAX_WITH_SHAPES : MAX_RECORD_CHARACTERS,
      on_record(values: string[], { lines }) {
        const breaks = values.reduce((sum, value) => sum + breaksIn(value), 0)
        records.push({ line: lines - breaks, values })
        lastLine = lines
        return null
      },
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    })
    return withoutSwallowed(records, text, delimiter)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const endless = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
    const problem = endless
      ? `the record on line ${lastLine + 1} does not end. Is a quotation mark never closed, or is it another kind of file?`
      : error.message
    throw new FileError('broken-csv', `${file} is not CSV as expected: ${problem}`)
  }
}
