import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { tidy } from '../../network/spelling.ts'
import { type CsvFile, csvIn, readCsvFile } from '../files/csv-file.ts'
import { textIn } from '../files/text-file.ts'
import { ImportError } from '../import-error.ts'

/** The local file header of a ZIP archive, which an XLSX file is. */
const ZIP = Buffer.from('PK\x03\x04')
/** The Compound File Binary of old Excel files. */
const OLD_EXCEL = Buffer.from('d0cf11e0', 'hex')

/**
 * Reads a table with a header: CSV, or the first sheet of an XLSX file, told by content.
 *
 * @throws {ImportError} when the file is none that can be read
 */
export async function readTable(file: string): Promise<CsvFile> {
  const start = await firstOctets(file)
  if (start.equals(OLD_EXCEL)) throw oldExcel(file)
  return start.equals(ZIP) ? readSheetTable(basename(file), await readFile(file)) : readCsvFile(file)
}

/** As {@link readTable}, of octets that are there already. @throws {ImportError} */
export async function tableIn(name: string, octets: Buffer): Promise<CsvFile> {
  const start = octets.subarray(0, ZIP.length)
  if (start.equals(OLD_EXCEL)) throw oldExcel(name)
  return start.equals(ZIP) ? readSheetTable(name, octets) : csvIn(name, textIn(name, octets))
}

const oldExcel = (name: string) =>
  new ImportError(`${name} is of an old Excel (.xls): save it as XLSX or CSV and import that.`)

async function firstOctets(file: string): Promise<Buffer> {
  const handle = await open(file).catch(() => undefined)
  // What is wrong with it is told by who reads it.
  if (!handle) return Buffer.alloc(0)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(ZIP.length), 0, ZIP.length, 0)
    return buffer.subarray(0, bytesRead)
  } catch {
    return Buffer.alloc(0)
  } finally {
    await handle.close()
  }
}

/** The first sheet of an XLSX file; its header is the first row with more than one value. @throws {ImportError} */
export async function readSheetTable(name: string, octets: Buffer): Promise<CsvFile> {
  // Here, since the commands that read no sheet need not wait for it.
  const { readSheet } = await import('read-excel-file/node')
  const sheet = await readSheet(octets, { parseNumber: (text: string) => text }).catch((error: Error) => {
    throw new ImportError(`${name} is a ZIP file but no XLSX that can be read: ${error.message}`)
  })
  const rows = sheet.map((row, index) => ({ line: index + 1, values: row.map(shown) }))
  const header = rows.find(({ values }) => values.filter((value) => value !== '').length > 1)
  if (!header) throw new ImportError(`The first sheet of ${name} has no row of headers.`)
  const width = header.values.findLastIndex((value) => value !== '') + 1
  const records = rows
    .filter(({ line, values }) => line > header.line && values.some((value) => value !== ''))
    .map(({ line, values }) => ({ line, values: Array.from({ length: width }, (_, at) => values[at] ?? '') }))
  if (records.length === 0) throw new ImportError(`The first sheet of ${name} has a header but no records below it.`)
  const sha256 = createHash('sha256').update(octets).digest('hex')
  return { name, sha256, headers: header.values.slice(0, width).map(tidy), records }
}

/** A cell as a CSV has it: days as yyyy-mm-dd. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value)
}
