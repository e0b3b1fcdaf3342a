import type { z } from 'zod'
import {
  BYTE_ORDER_MARK,
  type CsvLanguage,
  csvColumns,
  csvHeadings,
  csvRow,
} from '../../../server/api/contract/index.ts'
import { saveFile } from './save-file.ts'

/** Saves rows that are all here as the file that the API makes of others. @param path of their endpoint */
export function saveCsv(path: string, page: z.ZodType, rows: readonly unknown[], language: CsvLanguage): void {
  const columns = csvColumns(page)
  const lines = rows.map((row) => csvRow(row, columns, language))
  const name = `plaza${path.replaceAll('/', '-')}-${new Date().toISOString().slice(0, 10)}.csv`
  saveFile(name, 'text/csv;charset=utf-8', BYTE_ORDER_MARK, csvHeadings(columns, language), ...lines)
}
