import { z } from 'zod'
import { type CsvLanguage, csvCell, csvLine } from './cells.ts'
import { csvWords } from './words.ts'

/** Where a column's value stands in a row: `['district', 'name']`. */
export type CsvColumn = readonly string[]

interface Schema {
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}

/** The columns of a list, in the order of its contract: each field of a row, and each of what a row holds one of. */
export function csvColumns(page: z.ZodType): CsvColumn[] {
  const { properties } = z.toJSONSchema(page, { unrepresentable: 'any' }) as Schema
  const row = properties?.items?.items
  return row ? columnsOf(row, []) : []
}

function columnsOf(schema: Schema, at: CsvColumn): CsvColumn[] {
  const kinds = (schema.anyOf ?? schema.oneOf ?? [schema]).filter(({ type }) => type !== 'null')
  const fields = new Map<string, Schema>()
  for (const { properties = {} } of kinds)
    for (const [name, field] of Object.entries(properties)) if (!fields.has(name)) fields.set(name, field)
  if (fields.size === 0) return [at]
  return [...fields].flatMap(([name, field]) => columnsOf(field, [...at, name]))
}

/** What heads a column; a field without a word is called by its name, which a test sees to. */
export const csvHeading = (column: CsvColumn, language: CsvLanguage): string =>
  column.map((name) => csvWords[name]?.[language === 'es' ? 0 : 1] ?? name).join(': ')

export const csvHeadings = (columns: readonly CsvColumn[], language: CsvLanguage): string =>
  csvLine(columns.map((column) => csvHeading(column, language)))

export const csvRow = (row: unknown, columns: readonly CsvColumn[], language: CsvLanguage): string =>
  csvLine(columns.map((column) => csvCell(at(row, column), language)))

const at = (row: unknown, column: CsvColumn): unknown =>
  column.reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], row)
