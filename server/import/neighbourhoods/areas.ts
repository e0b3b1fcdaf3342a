import { area } from '@turf/area'
import type { MultiPolygon, Polygon } from 'geojson'
import type { Attributes, NewNeighbourhood } from '../../network/neighbourhoods/store.ts'
import { tidy } from '../../network/spelling.ts'
import { type Columns, findColumns, type Synonyms } from '../files/columns.ts'
import type { CsvFile } from '../files/csv-file.ts'
import { ImportError } from '../import-error.ts'

export type AreaField =
  | 'code'
  | 'name'
  | 'borough'
  | 'population'
  | 'marginalisation'
  | 'withoutInternet'
  | 'withoutMobile'

/** What statistics offices call the fields, folded: INEGI's and CONAPO's names (es), and plain ones. */
const attributeSynonyms: Synonyms<AreaField> = {
  code: ['cvegeo', 'cve ageb', 'code', 'codigo', 'clave', 'geoid', 'id'],
  name: ['name', 'nombre', 'nomgeo', 'nom col'],
  borough: ['nom mun', 'borough', 'alcaldia', 'municipio', 'municipality', 'district'],
  population: ['pob total', 'pobtot', 'population', 'poblacion', 'residents'],
  marginalisation: ['gm 2020', 'marginalisation', 'marginalization', 'marginacion', 'grado de marginacion'],
  withoutInternet: ['ovsint', 'without internet', 'withoutinternet', 'sin internet'],
  withoutMobile: ['ovscel', 'without mobile', 'withoutmobile', 'sin celular'],
}

/** CONAPO publishes percentages; the plain names are shares of 1. */
const PERCENT = /^ovs/i

/** An area that cannot be used. `where` is the feature's or line's number in its file, from 1. */
export interface AreaFault {
  where: number
  code: string
  reason: string
}

/**
 * Reads the areas of a GeoJSON FeatureCollection (RFC 7946: WGS84 longitude and latitude).
 *
 * @throws {ImportError} when it is no FeatureCollection, or its features have no property that is a code
 */
export function readAreas(
  file: string,
  text: string,
  map: Record<string, string> = {},
): { areas: NewNeighbourhood[]; faults: AreaFault[] } {
  const features = readFeatures(file, text)
  const headers = [...new Set(features.flatMap((feature) => Object.keys(feature.properties ?? {})))]
  const columns = findColumns(file, headers, attributeSynonyms, ['code'], map)
  const areas = new Map<string, NewNeighbourhood>()
  const faults: AreaFault[] = []
  for (const [index, { properties, geometry }] of features.entries()) {
    const values = headers.map((header) => String(properties?.[header] ?? ''))
    const code = tidy(values[columns.code ?? -1] ?? '')
    const shape = readShape(geometry)
    const attributes = readAttributes(values, headers, columns)
    const fault = [
      code === '' && `no ${headers[columns.code ?? -1]}`,
      areas.has(code) && 'an earlier feature has the same code',
      typeof shape === 'string' && shape,
      typeof attributes === 'string' && attributes,
    ].find((reason) => reason !== false)
    if (fault !== undefined || typeof shape === 'string' || typeof attributes === 'string') {
      faults.push({ where: index + 1, code, reason: fault ?? '' })
      continue
    }
    const short = tidy(String(properties?.CVE_AGEB ?? '')) || code
    const name = attributes.name ?? (attributes.borough ? `${attributes.borough} ${short}` : code)
    areas.set(code, { ...attributes, name, code, geometry: shape, areaM2: area(shape) })
  }
  if (areas.size === 0)
    throw new ImportError(`${file} has no usable area; the first of its ${faults.length}: ${faults[0]?.reason}.`)
  return { areas: [...areas.values()], faults }
}

/** Reads attributes by code from a CSV file. @throws {ImportError} when it has no column of codes */
export function readAttributeTable(
  csv: CsvFile,
  map: Record<string, string> = {},
): { byCode: Map<string, Attributes>; faults: AreaFault[] } {
  const columns = findColumns(csv.name, csv.headers, attributeSynonyms, ['code'], map)
  const byCode = new Map<string, Attributes>()
  const faults: AreaFault[] = []
  for (const { line, values } of csv.records) {
    const code = tidy(values[columns.code ?? -1] ?? '')
    const attributes = readAttributes(values, csv.headers, columns)
    const reason =
      code === ''
        ? `no ${csv.headers[columns.code ?? -1]}`
        : byCode.has(code)
          ? 'an earlier line has the same code'
          : attributes
    if (typeof reason === 'string') faults.push({ where: line, code, reason })
    else byCode.set(code, reason)
  }
  return { byCode, faults }
}

interface RawFeature {
  properties: Record<string, unknown> | null | undefined
  geometry: unknown
}

function readFeatures(file: string, text: string): RawFeature[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ImportError(`${file} is not GeoJSON: ${(error as Error).message}`)
  }
  const { type, features } = (value ?? {}) as { type?: unknown; features?: unknown }
  if (type !== 'FeatureCollection' || !Array.isArray(features))
    throw new ImportError(`${file} is no GeoJSON FeatureCollection${typeof type === 'string' ? ` but a ${type}` : ''}.`)
  if (features.length === 0) throw new ImportError(`${file} has no features.`)
  return features.map((feature) => (feature ?? {}) as RawFeature)
}

/** @returns the shape, or what is wrong with it */
function readShape(value: unknown): Polygon | MultiPolygon | string {
  const { type, coordinates } = (value ?? {}) as { type?: unknown; coordinates?: unknown }
  if (type !== 'Polygon' && type !== 'MultiPolygon') return `no polygon but ${type ?? 'nothing'}`
  const polygons = type === 'Polygon' ? [coordinates] : coordinates
  if (!Array.isArray(polygons) || polygons.length === 0) return 'a polygon without coordinates'
  for (const rings of polygons) {
    if (!Array.isArray(rings) || rings.length === 0) return 'a polygon without coordinates'
    for (const ring of rings) {
      if (!Array.isArray(ring) || ring.length < 4) return 'a ring with fewer than 4 positions'
      if (!ring.every(isPosition)) return 'positions that are not WGS84 longitude and latitude in degrees'
    }
  }
  return { type, coordinates } as Polygon | MultiPolygon
}

const isPosition = (value: unknown): boolean => {
  if (!Array.isArray(value)) return false
  const [longitude, latitude] = value
  return (
    typeof longitude === 'number' &&
    typeof latitude === 'number' &&
    Math.abs(longitude) <= 180 &&
    Math.abs(latitude) <= 90
  )
}

/** @returns the attributes, or what is wrong with them */
function readAttributes(values: string[], headers: string[], columns: Columns<AreaField>): Attributes | string {
  const attributes: Attributes = {}
  for (const field of ['name', 'borough', 'marginalisation'] as const) {
    const text = tidy(values[columns[field] ?? -1] ?? '')
    if (text !== '') attributes[field] = text
  }
  for (const field of ['population', 'withoutInternet', 'withoutMobile'] as const) {
    const column = columns[field] ?? -1
    const text = (values[column] ?? '').trim()
    if (text === '') continue
    const most = field === 'population' ? 100_000_000 : PERCENT.test(headers[column] ?? '') ? 100 : 1
    const number = Number(text)
    if (!(number >= 0 && number <= most)) return `${headers[column]} is "${text}", not a number from 0 to ${most}`
    attributes[field] = field === 'population' ? Math.round(number) : number / most
  }
  return attributes
}
