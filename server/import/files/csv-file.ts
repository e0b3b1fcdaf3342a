import { basename } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { tidy } from '../../network/spelling.ts'
import { ImportError } from '../import-error.ts'
import { readTextFile } from './text-file.ts'

export interface CsvRecord {
  /** The line in the file on which the record begins, from 1; line breaks inside quotes count as lines. */
  line: number
  /** As they stand in the file, but for line breaks, which are LF. */
  values: string[]
}

export interface CsvFile {
  name: string
  sha256: string
  headers: string[]
  records: CsvRecord[]
}

const DELIMITERS = [',', ';', '\t', '|']
/** A quote that is opened and never closed shows as one huge record. */
const MAX_RECORD_CHARACTERS = 100_000

/**
 * Reads a CSV file (RFC 4180) with a header: UTF-8 with or without a byte order mark, lines that end in CRLF, LF or CR,
 * line breaks inside quotes, separated by commas, semicolons, tabs or bars (whichever the header has most of). Lines
 * without any character are no records. A record may have too few or too many values: see `values`.
 *
 * @throws {ImportError} when the file cannot be read, is empty, has only a header, or is no UTF-8 or no CSV
 */
export const readCsvFile = async (file: string): Promise<CsvFile> => csvIn(file, await readTextFile(file))

/** As {@link readCsvFile}, of a text that is there already. */
export function csvIn(file: string, content: { text: string; sha256: string }): CsvFile {
  const text = content.text.replace(/\r\n?/g, '\n')
  if (text.trim() === '') throw new ImportError(`${file} is empty.`)
  const delimiter = likeliestDelimiter(text)
  const rows = parseRows(file, text, delimiter)
  const [header, ...rest] = rows
  if (!header || rest.length === 0) throw new ImportError(`${file} has a header but no records below it.`)
  return {
    name: basename(file),
    sha256: content.sha256,
    headers: header.values.map(tidy),
    records: rest,
  }
}

function likeliestDelimiter(text: string): string {
  const header = text.slice(0, text.indexOf('\n') === -1 ? text.length : text.indexOf('\n')).replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!
}

function parseRows(file: string, text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = []
  let lastLine = 0
  try {
    parse(text, {
      delimiter,
      max_record_size: MAX_RECORD_CHARACTERS,
      on_record(values: string[], { lines }) {
        const breaks = values.reduce((sum, value) => sum + value.split('\n').length - 1, 0)
        records.push({ line: lines - breaks, values })
        lastLine = lines
        return null
      },
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    })
    return records
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const endless = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE'
    const problem = endless
      ? `the record on line ${lastLine + 1} does not end. Is a quotation mark never closed, or is it another kind of file?`
      : error.message
    throw new ImportError(`${file} is not CSV as expected: ${problem}`)
  }
}
