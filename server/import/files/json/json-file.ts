import type { Geometry } from 'geojson'
import { FileError } from '../../import-error.ts'
import type { CsvFile } from '../csv-file.ts'
import { isPlain, objectsTable, shown, type Values } from '../objects-table.ts'
import { tableOf } from '../table-rows.ts'
import { type EsriGeometry, type EsriReference, esriCode, esriShape } from './esri-json.ts'
import { elementsOf, isArray, isObject, membersOf, type Part, parsePart, topValues } from './json-parts.ts'
import { errorTold, partTold } from './part-told.ts'

type Table = Omit<CsvFile, 'name' | 'sha256'>

/**
 * A table of what a JSON file holds: GeoJSON's features (RFC 7946, also one a line), Esri's, or an array of objects or of
 * arrays, alone or somewhere in an object as portals of open data wrap it. Features are parsed one by one, and their
 * shapes when they are asked for: all at once they take several times the file's octets.
 *
 * @param octets UTF-8
 * @throws {ImportError} when it is no JSON, or holds none of these
 */
export function jsonTable(name: string, octets: Buffer): Table {
  try {
    const parts = topValues(octets)
    return featuresIn(name, octets, parts) ?? recordsTable(name, wholeOf(octets, parts))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new FileError('broken-json', `${name} is not JSON, though it begins like it: ${error.message}`)
  }
}

const wholeOf = (octets: Buffer, parts: Part[]): unknown => {
  const values = parts.map((part) => parsePart(octets, part))
  return values.length === 1 ? values[0] : values
}

/** The features of a collection, of a sequence or of an array; undefined where it has none. */
function featuresIn(name: string, octets: Buffer, parts: Part[]): Table | undefined {
  const [first] = parts
  if (!first) return undefined
  if (parts.length === 1 && isObject(octets, first)) return collection(name, octets, first)
  const elements = parts.length === 1 && isArray(octets, first) ? elementsOf(octets, first) : parts
  const one = elements[0] && parsePart(octets, elements[0])
  return isPlain(one) && one.type === 'Feature' ? featuresTable(octets, elements, { format: 'GeoJSON' }) : undefined
}

function collection(name: string, octets: Buffer, whole: Part): Table | undefined {
  const members = membersOf(octets, whole)
  const member = (key: string) => {
    const part = members.get(key)
    return part && parsePart(octets, part)
  }
  const type = isObject(octets, whole) && members.has('type') ? member('type') : undefined
  if (type === 'Topology')
    throw new FileError(
      'topojson',
      `${name} is TopoJSON: export it as GeoJSON (topo2geo, mapshaper or QGIS) and import that.`,
    )
  if (type === 'Feature') return featuresTable(octets, [whole], { crs: crsName(member('crs')), format: 'GeoJSON' })
  const list = members.get('features')
  if (!list || !isArray(octets, list)) return undefined
  const features = elementsOf(octets, list)
  const one = features[0] && parsePart(octets, features[0])
  const beside = Object.fromEntries(
    [...members.keys()].flatMap((key) => (key === 'features' ? [] : [[key, member(key)]])),
  )
  const remarks = partTold(beside, features.length)
  if (isPlain(one) && 'attributes' in one) {
    const crs = esriCode(beside.spatialReference as EsriReference | undefined)
    return { ...featuresTable(octets, features, { crs, format: "Esri's JSON" }), remarks }
  }
  if (type !== 'FeatureCollection') return undefined
  if (!one) throw new FileError('no-records', `${name} has no features.`)
  return { ...featuresTable(octets, features, { crs: crsName(beside.crs), format: 'GeoJSON' }), remarks }
}

function featuresTable(octets: Buffer, parts: Part[], about: { crs?: string | undefined; format: string }): Table {
  const feature = (part: Part) => (parsePart(octets, part) ?? {}) as Values
  const rows = parts.map((part) => ({
    get properties() {
      const { properties, attributes, id } = feature(part)
      const values = (properties ?? attributes ?? {}) as Values
      return id === undefined || 'id' in values ? values : { ...values, id }
    },
    get geometry() {
      const { attributes, geometry } = feature(part)
      return attributes
        ? esriShape(geometry as EsriGeometry | null)
        : withNumbers((geometry ?? null) as Geometry | null)
    },
  }))
  const { crs, format } = about
  return { ...objectsTable(rows), unit: 'feature', format, ...(crs !== undefined && { crs }) }
}

function recordsTable(name: string, value: unknown): Table {
  const array = recordsIn(value)
  const type = isPlain(value) ? value.type : undefined
  const error = array === undefined || array.rows.length === 0 ? errorTold(value) : undefined
  if (error !== undefined)
    throw new FileError(
      'json-without-list',
      `${name} is no data but what a server answered: "${error}". Load it again.`,
    )
  if (!array)
    throw new FileError(
      'json-without-list',
      `${name} is JSON without a list of records${type ? ` but a ${String(type)}` : ''}.`,
    )
  const { rows, headers } = array
  if (rows.length === 0) throw new FileError('no-records', `${name} has no records.`)
  const remarks = partTold(array.beside ?? {}, rows.length)
  if (rows.every(Array.isArray)) {
    const table = arraysTable(name, rows as unknown[][], headers)
    return { ...table, remarks: [...remarks, ...(table.remarks ?? [])] }
  }
  return {
    ...objectsTable(rows.map((row) => ({ properties: row as Values }))),
    unit: 'object',
    format: 'JSON',
    remarks,
  }
}

function arraysTable(name: string, rows: unknown[][], headers: string[] | undefined): Table {
  const all = rows.map((row, index) => ({ line: index + 1, values: row.map(shown) }))
  const table = tableOf(name, headers ? [{ line: 0, values: headers }, ...all] : all, 'row')
  return { ...table, format: 'JSON' }
}

interface RecordList {
  rows: unknown[]
  headers?: string[]
  /** The object that holds the list. */
  beside?: Values
}

/** The list of records, and what its columns are called where that stands apart (CKAN, Socrata). */
function recordsIn(value: unknown, depth = 0): RecordList | undefined {
  if (Array.isArray(value)) {
    return value.every((row) => typeof row === 'object' && row !== null) ? { rows: value } : undefined
  }
  if (!isPlain(value) || depth > 3) return undefined
  const lists = Object.values(value).filter(Array.isArray) as unknown[][]
  const headers = [value.fields, value.columns, (value.meta as Values)?.view].map(columnNames).find((names) => names)
  const found = lists.flatMap((list) => {
    const records = recordsIn(list)
    return records ? [{ ...records, beside: value }] : []
  })
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
  const { name, code } = ((crs as Values | undefined)?.properties ?? {}) as Values
  if (typeof name === 'string') return name
  return typeof code === 'number' || typeof code === 'string' ? `EPSG:${code}` : undefined
}

/** Some programs write positions as texts: `["-99.1", "19.4"]`. */
function withNumbers(geometry: Geometry | null): Geometry | null {
  if (geometry === null || !('coordinates' in geometry)) return geometry
  let first: unknown = geometry.coordinates
  while (Array.isArray(first)) first = first[0]
  if (typeof first !== 'string') return geometry
  const numbers = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(numbers) : typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return { ...geometry, coordinates: numbers(geometry.coordinates) } as Geometry
}
