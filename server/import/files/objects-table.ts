import type { Geometry } from 'geojson'
import { tidy } from '../../network/spelling.ts'
import type { CsvFile, CsvRecord } from './csv-file.ts'

export type Values = Record<string, unknown>

/** What becomes a record: its values, and of features the shape. Both may be read when they are asked for. */
export interface ObjectRow {
  readonly properties: Values
  readonly geometry?: Geometry | null
}

/** Objects within objects become columns of their own, `site.name`; points and shapes stay one value. */
export function objectsTable(
  rows: readonly ObjectRow[],
): Pick<CsvFile, 'headers' | 'records' | 'numeric' | 'remarks'> & { numeric: ReadonlySet<number> } {
  const columns = new Map<string, number>()
  const texts = new Set<number>()
  const numbers = new Set<number>()
  const records = rows.map((row, index): CsvRecord => {
    const values: string[] = []
    const put = (key: string, value: unknown) => {
      const column = columns.get(key) ?? columns.size
      columns.set(key, column)
      values[column] = shown(value)
      if (typeof value === 'number') numbers.add(column)
      else if (value !== null && value !== undefined && value !== '') texts.add(column)
    }
    for (const [key, given] of Object.entries(row.properties ?? {})) {
      const value = propertyValue(given)
      if (isPlain(value) && !('coordinates' in value))
        for (const [inner, each] of Object.entries(value)) put(`${key}.${inner}`, each)
      else put(key, value)
    }
    const record = { line: index + 1, values }
    if (!('geometry' in row)) return record
    return Object.defineProperty(record, 'geometry', { enumerable: true, get: () => row.geometry ?? null })
  })
  for (const { values } of records) for (let at = 0; at < columns.size; at++) values[at] ??= ''
  const numeric = new Set([...numbers].filter((column) => !texts.has(column)))
  return { headers: [...columns.keys()].map(tidy), records, numeric, remarks: [] }
}

/** FIWARE wraps each value: `{"type": "Text", "value": "Plaza 1"}` (NGSI-v2, NGSI-LD). */
const propertyValue = (value: unknown): unknown =>
  isPlain(value) && typeof value.type === 'string' && 'value' in value ? value.value : value

export const isPlain = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value as a CSV has it. */
export const shown = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)
}
