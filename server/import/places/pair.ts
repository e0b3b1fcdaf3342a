import type { Geometry } from 'geojson'
import { type Bounds, boundsOf } from '../../network/neighbourhoods/box.ts'
import { type Axis, parseDegrees, plainSigns } from './degrees.ts'
import { parseShape } from './wkt.ts'

/** Two numbers of one text, in its order; `order` where the text says which is which. */
export interface Pair {
  first: number
  second: number
  order: 'latitude-first' | 'longitude-first' | undefined
  /** The system, where the text says it: `EPSG:32614`. */
  crs?: string
}

const NUMBER = String.raw`[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?`
/** WKT, also PostGIS's with its SRID; R's c(x, y). */
const X_FIRST = new RegExp(
  String.raw`^(?:srid ?= ?(\d+) ?; ?)?(?:point ?(?:z|m|zm)?|c) ?\( ?(${NUMBER}) ?[ ,] ?(${NUMBER})\b`,
  'i',
)

/** A number with a decimal comma: one value, not two. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/
/** The place after an address, as Socrata writes it: `Calle 5 (4.6097, -74.0817)`. */
const LAST_BRACKETS = /\S.*\((-?\d+[.,]\d{2,}°?[,;] ?-?\d+[.,]\d{2,}°?)\)$/

/** A place in one text: `lat, lon`, WKT, `c(lon, lat)`, GeoJSON or another object. @returns undefined for anything else */
export function parsePair(text: string): Pair | undefined {
  const plain = plainSigns(text)
  if (DECIMAL_COMMA.test(plain)) return undefined
  const [, srid = '0', x, y] = X_FIRST.exec(plain) ?? []
  if (x !== undefined && y !== undefined) {
    const known = srid !== '0' && { crs: `EPSG:${srid}` }
    return { first: Number(x), second: Number(y), order: 'longitude-first', ...known }
  }
  const ofShape = shapePair(plain)
  if (ofShape) return ofShape
  if (plain.startsWith('{')) return objectPair(plain)
  const bracketed = LAST_BRACKETS.exec(plain)?.[1]
  if (bracketed !== undefined) return parsePair(bracketed)
  const parts = halves(plain.replace(/^[([] ?| ?[)\]]$/g, ''))
  const [first, second] = parts?.map(parseDegrees) ?? []
  if (!first || !second || (first.axis !== undefined && first.axis === second.axis)) return undefined
  return { first: first.degrees, second: second.degrees, order: orderOf(first.axis, second.axis) }
}

/** What two axes say together; undefined where neither is known. */
function orderOf(first: Axis | undefined, second: Axis | undefined): Pair['order'] {
  if (first === undefined && second === undefined) return undefined
  return first === 'latitude' || second === 'longitude' ? 'latitude-first' : 'longitude-first'
}

/** Halves of `a, b`, `a; b`, `a / b`, `a b`; of `19,4, -99,1` and `19,4 -99,1` those with decimal commas. */
function halves(text: string): string[] | undefined {
  for (const separator of [/ ?[;/|] ?/, /, /, /,/, / (?=[+-]?\d+[.,°]?\d*|[nsewo] ?\d)/i]) {
    const parts = text.split(separator)
    if (parts.length === 2) return parts
  }
  // N 19° 25' 42" W 99° 07' 39" and 19° 25' 42" N 99° 07' 39" W
  const named = /^(.*\d[°'"]? ?[nsewo])[ ,;]+(.+)$/i.exec(text) ?? /^([nsewo].+\d[°'"]?)[ ,;]+([nsewo].+)$/i.exec(text)
  return named ? [named[1]!, named[2]!] : undefined
}

/** Degrees, about 500 m: points that lie farther apart are several places. */
const ONE_PLACE = 0.005

function shapePair(plain: string): Pair | undefined {
  const shape = parseShape(plain)
  const middle = shape && middleOf(shape.geometry)
  if (!middle || middle === 'several') return undefined
  const crs = shape.crs !== undefined && { crs: shape.crs }
  return { first: middle.x, second: middle.y, order: 'longitude-first', ...crs }
}

/** The middle of a shape; of points that lie far apart there is none, and of a shape without positions. */
export function middleOf(geometry: Geometry): { x: number; y: number } | 'several' | undefined {
  const box = boundsOf([geometry])
  if (box && geometry.type === 'MultiPoint' && isWide(box)) return 'several'
  return box && { x: (box.west + box.east) / 2, y: (box.south + box.north) / 2 }
}

/** Whether several points lie too far apart to be one place, in degrees; metres are not told. */
const isWide = ({ west, south, east, north }: Bounds): boolean =>
  Math.max(east - west, north - south) > ONE_PLACE && Math.max(Math.abs(west), Math.abs(north)) <= 180

function objectPair(text: string): Pair | undefined {
  let value: Record<string, unknown>
  try {
    value = JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
  const { coordinates } = value
  if (value.type === 'Point' && Array.isArray(coordinates)) {
    const [first, second] = coordinates as unknown[]
    return typeof first === 'number' && typeof second === 'number'
      ? { first, second, order: 'longitude-first' }
      : undefined
  }
  const keys = Object.keys(value)
  const latitude = keys.find((key) => /^(lat(itude?)?|latitud|y)$/i.test(key))
  const longitude = keys.find((key) => /^(lon(g|gitude?)?|lng|longitud|x)$/i.test(key))
  if (latitude === undefined || longitude === undefined) return undefined
  const first = parseDegrees(String(value[latitude]))?.degrees
  const second = parseDegrees(String(value[longitude]))?.degrees
  return first === undefined || second === undefined ? undefined : { first, second, order: 'latitude-first' }
}
