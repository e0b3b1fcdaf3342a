import { BYTE_ORDER_MARK, type CsvLanguage, csvCell, csvLine } from '../../../server/api/contract/index.ts'
import { saveFile } from './save-file.ts'

/** A column of a table that is saved: its heading, and what stands in a row. */
export type CsvColumn<T> = readonly [heading: string, value: (row: T) => string | number | null]

/** Has the browser save rows as a file for a spreadsheet. */
export function saveTable<T>(
  name: string,
  rows: readonly T[],
  columns: readonly CsvColumn<T>[],
  language: CsvLanguage,
): void {
  const lines = rows.map((row) => csvLine(columns.map(([, value]) => csvCell(value(row), language))))
  saveFile(name, 'text/csv;charset=utf-8', BYTE_ORDER_MARK, csvLine(columns.map(([heading]) => heading)), ...lines)
}
