import type { Geometry, Position } from 'geojson'

/** A shape as text, and its system where the text says it. */
export interface ShapeText {
  geometry: Geometry
  /** `EPSG:32614` */
  crs?: string
}

const TYPES = [
  ...(['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon'] as const),
  'GeometryCollection' as const,
]
const WKT = /^\s*(?:srid\s*=\s*(\d+)\s*;\s*)?([a-z]+)\s*(?:z|m|zm)?\s*(\(|empty)/i
/** What a PostGIS column of geometries looks like when nobody has it written as text: little-endian EWKB. */
const WKB = /^01(0[1-7]|e[89ab])0000[0-9a-f]{8,}$/i

export const isWkb = (text: string): boolean => WKB.test(text.trim().slice(0, 60))

/**
 * A shape from a text: WKT (OGC 06-103r4, section 7), PostGIS's EWKT with its SRID, or GeoJSON. Positions may have heights
 * and measures whatever the text calls itself, as programs write them.
 *
 * @returns undefined for anything else
 */
export function parseShape(text: string): ShapeText | undefined {
  const [, srid, word = '', opening] = WKT.exec(text) ?? []
  if (opening === undefined) return /^\s*\{/.test(text) ? geoJson(text) : undefined
  // `POLYGONZ` too
  const type = TYPES.find((each) => each.toLowerCase() === word.toLowerCase().replace(/z?m?$/, ''))
  const geometry = type && geometryOf(type, text.slice(text.indexOf('(')), opening)
  return geometry && { geometry, ...(srid !== undefined && srid !== '0' && { crs: `EPSG:${srid}` }) }
}

function geometryOf(type: (typeof TYPES)[number], brackets: string, opening: string): Geometry | undefined {
  const isEmpty = opening !== '('
  if (type === 'GeometryCollection') {
    const inner = isEmpty
      ? []
      : brackets
          .trim()
          .slice(1, -1)
          .split(/,(?=\s*[a-z])/i)
    const geometries = inner.flatMap((each) => parseShape(each)?.geometry ?? [])
    return geometries.length === inner.length ? { type, geometries } : undefined
  }
  const coordinates = isEmpty ? [] : nested(brackets)
  if (!coordinates) return undefined
  return { type, coordinates: type === 'Point' && !isEmpty ? coordinates[0] : coordinates } as Geometry
}

/** `((1 2, 3 4))` as `[[[1,2],[3,4]]]`. */
function nested(brackets: string): Position[] | undefined {
  const json = brackets
    .replace(/[^\s(),]+(?:\s+[^\s(),]+)+/g, (position) => `[${position.trim().split(/\s+/).map(Number).join()}]`)
    .replaceAll('(', '[')
    .replaceAll(')', ']')
  try {
    return JSON.parse(json) as Position[]
  } catch {
    return undefined
  }
}

function geoJson(text: string): ShapeText | undefined {
  try {
    const value = JSON.parse(asJson(text)) as Record<string, unknown>
    const { crs, ...geometry } = (value.type === 'Feature' ? (value.geometry ?? {}) : value) as Record<string, unknown>
    const isShape = Array.isArray(geometry.coordinates) || Array.isArray(geometry.geometries)
    if (!isShape || !TYPES.some((each) => each === geometry.type)) return undefined
    // ST_AsGeoJSON says it so.
    const name = (crs as { properties?: { name?: unknown } } | undefined)?.properties?.name
    return { geometry: geometry as unknown as Geometry, ...(typeof name === 'string' && { crs: name }) }
  } catch {
    return undefined
  }
}

/** Also as Python prints it: `{'type': 'Polygon', 'coordinates': (((-99.1, 19.4), …` */
const asJson = (text: string): string =>
  /^\s*\{\s*u?'/.test(text)
    ? text
        .replace(/\bu?'|'/g, '"')
        .replaceAll('(', '[')
        .replaceAll(')', ']')
        .replace(/,\s*\]/g, ']')
    : text
