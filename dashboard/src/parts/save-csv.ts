import type { z } from 'zod'
import {
  BYTE_ORDER_MARK,
  type CsvLanguage,
  csvColumns,
  csvHeadings,
  csvRow,
} from '../../../server/api/contract/index.ts'

/** Saves rows that are all here as the file that the API makes of others. @param path of their endpoint */
export function saveCsv(path: string, page: z.ZodType, rows: readonly unknown[], language: CsvLanguage): void {
  const columns = csvColumns(page)
  const lines = rows.map((row) => csvRow(row, columns, language))
  const file = new Blob([BYTE_ORDER_MARK, csvHeadings(columns, language), ...lines], { type: 'text/csv;charset=utf-8' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = `plaza${path.replaceAll('/', '-')}-${new Date().toISOString().slice(0, 10)}.csv`
  link.click()
  // Once the browser has begun to save it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
