import type { Geometry } from 'geojson'
import { tidy } from '../../network/spelling.ts'
import { FileError } from '../import-error.ts'
import type { CsvFile } from './csv-file.ts'
import { type EsriFeatures, fromEsri, isEsri } from './esri-json.ts'
import { tableOf } from './table-rows.ts'

type Table = Omit<CsvFile, 'name' | 'sha256'>
type Values = Record<string, unknown>

/**
 * A table of what a JSON file holds: GeoJSON's features (RFC 7946, also one a line), Esri's, or an array of objects or of
 * arrays, alone or somewhere in an object as portals of open data wrap it.
 *
 * @throws {ImportError} when it is no JSON, or holds none of these
 */
export function jsonTable(name: string, text: string): Table {
  const value = parsed(name, text)
  const { type, features, crs, arcs } = (Array.isArray(value) ? {} : value) as Values
  if (type === 'Topology' && arcs)
    throw new FileError(
      'topojson',
      `${name} is TopoJSON: export it as GeoJSON (topo2geo, mapshaper or QGIS) and import that.`,
    )
  if (isEsri(value)) return featuresTable(name, fromEsri(value as EsriFeatures))
  if (type === 'FeatureCollection' && Array.isArray(features))
    return featuresTable(name, { features, crs: crsName(crs), format: 'GeoJSON' })
  if (type === 'Feature') return featuresTable(name, { features: [value], crs: crsName(crs), format: 'GeoJSON' })
  const array = recordsIn(value)
  if (!array)
    throw new FileError(
      'json-without-list',
      `${name} is JSON without a list of records${type ? ` but a ${String(type)}` : ''}.`,
    )
  const { rows, headers } = array
  if (rows.length === 0) throw new FileError('no-records', `${name} has no records.`)
  if (rows.every((row) => (row as Values | null)?.type === 'Feature'))
    return featuresTable(name, { features: rows, crs: undefined, format: 'GeoJSON' })
  if (rows.every(Array.isArray)) return arraysTable(name, rows as unknown[][], headers)
  return { ...objectsTable(rows.map((row) => ({ properties: row as Values }))), unit: 'object', format: 'JSON' }
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // One object a line, as RFC 8142 and many exports have it.
    const lines = text
      .replaceAll('\u001e', '\n')
      .split('\n')
      .filter((line) => line.trim() !== '')
    try {
      if (lines.length > 1) return lines.map((line) => JSON.parse(line) as unknown)
    } catch {}
    throw new FileError('broken-json', `${name} is not JSON, though it begins like it: ${(error as Error).message}`)
  }
}

interface Features {
  features: unknown[]
  crs: string | undefined
  format: string
}

function featuresTable(name: string, { features, crs, format }: Features): Table {
  if (features.length === 0) throw new FileError('no-records', `${name} has no features.`)
  const rows = features.map((feature) => {
    const { properties, geometry, id } = (feature ?? {}) as Values
    const values = (properties ?? {}) as Values
    return {
      properties: id === undefined || 'id' in values ? values : { ...values, id },
      geometry: (geometry ?? null) as Geometry | null,
    }
  })
  return { ...objectsTable(rows), unit: 'feature', format, ...(crs !== undefined && { crs }) }
}

/** Objects within objects become columns of their own, `site.name`; points and shapes stay one value. */
function objectsTable(rows: Array<{ properties: Values; geometry?: Geometry | null }>): Table {
  const columns = new Map<string, number>()
  const texts = new Set<number>()
  const numbers = new Set<number>()
  const records = rows.map(({ properties, geometry }, index) => {
    const values: string[] = []
    const put = (key: string, value: unknown) => {
      const column = columns.get(key) ?? columns.size
      columns.set(key, column)
      values[column] = shown(value)
      if (typeof value === 'number') numbers.add(column)
      else if (value !== null && value !== undefined && value !== '') texts.add(column)
    }
    for (const [key, value] of Object.entries(properties ?? {})) {
      if (isPlain(value) && !('coordinates' in value))
        for (const [inner, each] of Object.entries(value)) put(`${key}.${inner}`, each)
      else put(key, value)
    }
    return { line: index + 1, values, ...(geometry !== undefined && { geometry }) }
  })
  const full = records.map((record) => ({
    ...record,
    values: Array.from({ length: columns.size }, (_, at) => record.values[at] ?? ''),
  }))
  const numeric = new Set([...numbers].filter((column) => !texts.has(column)))
  return { headers: [...columns.keys()].map(tidy), records: full, numeric, remarks: [] }
}

const isPlain = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)
}

function arraysTable(name: string, rows: unknown[][], headers: string[] | undefined): Table {
  const all = rows.map((row, index) => ({ line: index + 1, values: row.map(shown) }))
  const table = tableOf(name, headers ? [{ line: 0, values: headers }, ...all] : all, 'row')
  return { ...table, format: 'JSON' }
}

/** The list of records, and what its columns are called where that stands apart (CKAN, Socrata). */
function recordsIn(value: unknown, depth = 0): { rows: unknown[]; headers?: string[] } | undefined {
  if (Array.isArray(value)) {
    return value.every((row) => typeof row === 'object' && row !== null) ? { rows: value } : undefined
  }
  if (!isPlain(value) || depth > 3) return undefined
  const lists = Object.values(value).filter(Array.isArray) as unknown[][]
  const headers = [value.fields, value.columns, (value.meta as Values)?.view].map(columnNames).find((names) => names)
  const found = lists.map((list) => recordsIn(list)).filter((list) => list !== undefined)
  const records = found.filter(({ rows }) => rows !== value.fields && rows !== value.columns)
  const [longest] = records.sort((a, b) => b.rows.length - a.rows.length)
  if (longest && longest.rows.length > 0) return headers ? { ...longest, headers } : longest
  for (const inner of Object.values(value)) {
    const deeper = recordsIn(inner, depth + 1)
    if (deeper && deeper.rows.length > 0) return deeper
  }
  return longest
}

function columnNames(value: unknown): string[] | undefined {
  const list = isPlain(value) ? value.columns : value
  if (!Array.isArray(list) || list.length === 0) return undefined
  const names = list.map((each) => (isPlain(each) ? (each.id ?? each.fieldName ?? each.name) : each))
  return names.every((name) => typeof name === 'string') ? (names as string[]) : undefined
}

/** GeoJSON of 2008 and many programs say theirs so. */
function crsName(crs: unknown): string | undefined {
  const name = ((crs as Values | undefined)?.properties as Values | undefined)?.name
  return typeof name === 'string' ? name : undefined
}
