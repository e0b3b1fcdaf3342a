import { FileError } from '../import-error.ts'
import type { CsvFile } from './csv-file.ts'
import { tableOf } from './table-rows.ts'
import { sha256Of } from './text-file.ts'

/** The first sheet of an XLSX file. @throws {ImportError} when it cannot be read, or has no table */
export async function sheetTable(name: string, octets: Buffer): Promise<CsvFile> {
  // Here, since the commands that read no sheet need not wait for it.
  const { readSheet } = await import('read-excel-file/node')
  const numbers = new Set<string>()
  const parseNumber = (text: string) => {
    numbers.add(text)
    return text
  }
  const sheet = await readSheet(octets, { parseNumber }).catch((error: Error) => {
    throw new FileError('broken-sheet', `${name} is a ZIP file but no XLSX that can be read: ${error.message}`)
  })
  const rows = sheet.map((row, index) => ({ line: index + 1, values: row.map(shown) }))
  const table = tableOf(`The first sheet of ${name}`, rows, 'row')
  const numeric = table.headers.flatMap((_, column) =>
    table.records.every(({ values }) => values[column] === '' || numbers.has(values[column]!)) ? [column] : [],
  )
  const width = table.headers.length
  // A row ends with its last filled cell.
  const records = table.records.map((record) => ({
    ...record,
    values: Array.from({ length: width }, (_, at) => record.values[at] ?? ''),
  }))
  return { ...table, records, name, sha256: sha256Of(octets), format: 'XLSX', numeric: new Set(numeric) }
}

/** A cell as a CSV has it: days as yyyy-mm-dd. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value)
}
