import { FileError, ImportError } from '../import-error.ts'
import type { CsvFile } from './csv-file.ts'
import { tableOf } from './table-rows.ts'
import { sha256Of } from './text-file.ts'

/**
 * The first sheet of an XLSX file that has a table: before it there may be a title page.
 *
 * @throws {ImportError} when it cannot be read, or has no table
 */
export async function sheetTable(name: string, octets: Buffer): Promise<CsvFile> {
  // Here, since the commands that read no sheet need not wait for it.
  const { default: readSheets } = await import('read-excel-file/node')
  const numbers = new Set<string>()
  const parseNumber = (text: string) => {
    numbers.add(text)
    return text
  }
  const sheets = await readSheets(octets, { parseNumber }).catch((error: Error) => {
    throw new FileError('broken-sheet', `${name} is a ZIP file but no XLSX that can be read: ${error.message}`)
  })
  const { table, remarks } = firstTable(name, sheets)
  const numeric = table.headers.flatMap((_, column) =>
    table.records.every(({ values }) => values[column] === '' || numbers.has(values[column]!)) ? [column] : [],
  )
  const width = table.headers.length
  // A row ends with its last filled cell.
  const records = table.records.map((record) => ({
    ...record,
    values: Array.from({ length: width }, (_, at) => record.values[at] ?? ''),
  }))
  return {
    ...{ ...table, records, name, sha256: sha256Of(octets), format: 'XLSX', numeric: new Set(numeric) },
    remarks: [...remarks, ...(table.remarks ?? [])],
  }
}

interface Sheet {
  sheet: string
  data: unknown[][]
}

/** One column alone is a title page rather than a table. @throws {ImportError} of the first sheet, where none has a table */
function firstTable(name: string, sheets: readonly Sheet[]) {
  const errors: ImportError[] = []
  const read = sheets.flatMap(({ sheet, data }) => {
    const rows = data.map((row, index) => ({ line: index + 1, values: row.map(shown) }))
    try {
      return [{ sheet, table: tableOf(`Sheet "${sheet}" of ${name}`, rows, 'row') }]
    } catch (error) {
      if (!(error instanceof ImportError)) throw error
      errors.push(error)
      return []
    }
  })
  const chosen = read.find(({ table }) => table.headers.length > 1) ?? read[0]
  if (!chosen) throw errors[0] ?? new FileError('no-records', `${name} has no sheet.`)
  const others = sheets.flatMap(({ sheet }) => (sheet === chosen.sheet ? [] : [`"${sheet}"`]))
  const remarks =
    others.length === 0 ? [] : [`It is the sheet "${chosen.sheet}" that is read, not ${others.join(', ')}.`]
  return { table: chosen.table, remarks }
}

/** A cell as a CSV has it: days as yyyy-mm-dd. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value)
}
