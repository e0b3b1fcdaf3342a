import { area } from '@turf/area'
import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson'
import polygonClipping from 'polygon-clipping'
import type { ToDegrees } from '../places/projection.ts'

/** A shape that can be stored, and what was mended of it; or why it cannot. */
export type ShapeRead = { shape: Polygon | MultiPolygon; areaM2: number; mended?: string } | { reason: string }

/** No city's part is so large: 500,000 km², as Spain. */
const MOST_M2 = 5e11
const LEAST_M2 = 1
/** A share by which the area of a shape may differ from that of what it covers before it is taken to cross itself. */
const CROSSING = 0.001
/** Beyond so many corners a shape is a coast, drawn by machine: finding where it crosses itself takes too long. */
const MOST_CORNERS = 20_000

/** Reads a polygon: in degrees, closed, of a size that a part of a city has. @param toDegrees absent: it is in degrees */
export function readShape(geometry: Geometry | null | undefined, toDegrees?: ToDegrees): ShapeRead {
  const polygons = polygonsOf(geometry)
  if (polygons === undefined) return { reason: `no polygon but ${geometry?.type ?? 'nothing'}` }
  if (!Array.isArray(polygons) || polygons.length === 0) return { reason: 'a polygon without coordinates' }
  let closed = false
  const read: Position[][][] = []
  for (const rings of polygons) {
    if (!Array.isArray(rings) || rings.length === 0) return { reason: 'a polygon without coordinates' }
    const each: Position[][] = []
    for (const ring of rings) {
      if (!Array.isArray(ring)) return { reason: 'a polygon without coordinates' }
      const positions = ring.map((position) => positionOf(position, toDegrees))
      if (!positions.every((position) => position !== undefined))
        return { reason: 'positions that are not WGS84 longitude and latitude in degrees' }
      const [first, last] = [positions[0], positions.at(-1)]
      if (first && last && (first[0] !== last[0] || first[1] !== last[1]) && positions.length > 2) {
        positions.push(first)
        closed = true
      }
      if (positions.length < 4) return { reason: 'a ring with fewer than 4 positions' }
      if (positions.some(([x = 0], at) => Math.abs(x - (positions[at + 1]?.[0] ?? x)) > 180))
        return { reason: 'it crosses the 180th meridian, which is not provided for' }
      each.push(positions)
    }
    read.push(each)
  }
  return sized(read, geometry?.type === 'Polygon', closed)
}

function sized(polygons: Position[][][], single: boolean, closed: boolean): ShapeRead {
  const shape: Polygon | MultiPolygon =
    single || (polygons.length === 1 && single)
      ? { type: 'Polygon', coordinates: polygons[0]! }
      : { type: 'MultiPolygon', coordinates: polygons }
  const areaM2 = area(shape)
  if (areaM2 > MOST_M2) return { reason: `an area of ${km2(areaM2)} km²: larger than any part of a city` }
  const uncrossed = untangled(polygons)
  const covered = uncrossed && area(uncrossed)
  if (covered !== undefined && covered >= LEAST_M2 && Math.abs(covered - areaM2) > CROSSING * Math.max(covered, areaM2))
    return { shape: uncrossed!, areaM2: covered, mended: 'its border crosses itself: what it goes round was taken' }
  if (areaM2 < LEAST_M2) return { reason: 'a polygon without an area' }
  return { shape, areaM2, ...(closed && { mended: 'its border was not closed' }) }
}

/** What a shape covers, where it crosses or overlaps itself; undefined where that cannot be told. */
function untangled(polygons: Position[][][]): MultiPolygon | undefined {
  const corners = polygons.reduce((sum, rings) => sum + rings.reduce((all, ring) => all + ring.length, 0), 0)
  if (corners > MOST_CORNERS) return undefined
  try {
    const coordinates = polygonClipping.union(polygons as [number, number][][][])
    return { type: 'MultiPolygon', coordinates }
  } catch {
    return undefined
  }
}

const km2 = (m2: number) => Math.round(m2 / 1e6).toLocaleString('en')

function polygonsOf(geometry: Geometry | null | undefined): Position[][][] | undefined {
  if (geometry?.type === 'Polygon') return [geometry.coordinates]
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates
  if (geometry?.type !== 'GeometryCollection') return undefined
  const inner = geometry.geometries.flatMap((each) => polygonsOf(each) ?? [])
  return inner.length > 0 ? inner : undefined
}

function positionOf(value: unknown, toDegrees: ToDegrees | undefined): Position | undefined {
  if (!Array.isArray(value)) return undefined
  const [x, y] = value as unknown[]
  if (typeof x !== 'number' || typeof y !== 'number') return undefined
  const [longitude, latitude] = toDegrees ? (toDegrees(x, y) ?? []) : [x, y]
  if (longitude === undefined || latitude === undefined || !(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90))
    return undefined
  // As it stands in the file: heights go, and what came of metres is rounded to a centimetre.
  return toDegrees ? [Math.round(longitude * 1e7) / 1e7, Math.round(latitude * 1e7) / 1e7] : [longitude, latitude]
}
