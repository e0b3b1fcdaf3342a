import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { CsvError, type Info, parse } from 'csv-parse/sync'
import { ImportError } from './import-error.ts'
import { tidy } from './spelling.ts'

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
export async function readCsvFile(file: string): Promise<CsvFile> {
  const octets = await readImportFile(file)
  const text = decode(file, octets).replace(/\r\n?/g, '\n')
  if (text.trim() === '') throw new ImportError(`${file} is empty.`)
  const delimiter = likeliestDelimiter(text)
  const rows = parseRows(file, text, delimiter)
  const [header, ...rest] = rows
  if (!header || rest.length === 0) throw new ImportError(`${file} has a header but no records below it.`)
  return {
    name: basename(file),
    sha256: createHash('sha256').update(octets).digest('hex'),
    headers: header.values.map(tidy),
    records: rest,
  }
}

/** @throws {ImportError} that says why the file cannot be read */
export async function readImportFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new ImportError(`There is no file ${file}.`)
    if (code === 'EISDIR') throw new ImportError(`${file} is a folder, not a file.`)
    throw new ImportError(`${file} cannot be read (${code}).`)
  }
}

function decode(file: string, octets: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw new ImportError(
      `${file} is not UTF-8 text${wrongLine(octets)}. Save it as CSV in UTF-8 ("CSV UTF-8" in a spreadsheet) and import that.`,
    )
  }
}

function wrongLine(octets: Buffer): string {
  let line = 1
  for (let from = 0; from < octets.length; line++) {
    const end = octets.indexOf(0x0a, from)
    const to = end === -1 ? octets.length : end + 1
    if (Buffer.compare(Buffer.from(octets.toString('utf8', from, to)), octets.subarray(from, to)) !== 0)
      return `: line ${line} is the first that is wrong`
    from = to
  }
  return ''
}

function likeliestDelimiter(text: string): string {
  const header = text.slice(0, text.indexOf('\n') === -1 ? text.length : text.indexOf('\n')).replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!
}

function parseRows(file: string, text: string, delimiter: string): CsvRecord[] {
  try {
    // The parser's types leave out what `info` does to the result.
    const rows = parse(text, {
      bom: true,
      delimiter,
      info: true,
      max_record_size: MAX_RECORD_CHARACTERS,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as Array<{ record: string[]; info: Info }>
    return rows.map(({ record, info }) => ({
      values: record,
      line: info.lines - record.reduce((breaks, value) => breaks + value.split('\n').length - 1, 0),
    }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new ImportError(`${file} is not CSV as expected: ${error.message}`)
  }
}
