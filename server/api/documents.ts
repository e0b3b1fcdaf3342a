import type { Database } from '../database/connection.ts'
import type { Districts } from '../network/districts/within.ts'
import { neighbourhoodGeometries } from '../network/hotspots/views.ts'
import { byDistricts } from './by-districts.ts'
import { type CachedJson, cachedJson } from './cached-json.ts'
import type { CityMap } from './city-map/index.ts'
import { type NeighbourhoodShapes, neighbourhoodShapes } from './contract/index.ts'

/**
 * The two large answers, made once for everybody until something in them changes. Points are held to the contract as they
 * are read into the map: doing so here would take a tenth of a second at every change of a large city.
 */
export interface CityDocuments {
  points(districts: Districts): Promise<CachedJson>
  shapes(): Promise<CachedJson>
}

/** About a metre: less than a screen shows of a neighbourhood. */
const DEGREE_DIGITS = 1e5

export function openDocuments(db: Database, map: CityMap): CityDocuments {
  const pointsOf = byDistricts((districts) => cachedJson(map.version, () => ({ points: [...map.points(districts)] })))
  return {
    points: (districts) => pointsOf(districts)(),
    shapes: cachedJson(map.neighbourhoodsVersion, async () =>
      neighbourhoodShapes.parse(collection(await neighbourhoodGeometries(db))),
    ),
  }
}

type Geometry = Awaited<ReturnType<typeof neighbourhoodGeometries>>[number]['geometry']

const collection = (rows: Array<{ id: number; geometry: Geometry }>): NeighbourhoodShapes => ({
  type: 'FeatureCollection',
  features: rows.map(({ id, geometry }) => ({ type: 'Feature', id, properties: {}, geometry: coarse(geometry) })),
})

const coarse = (geometry: Geometry): NeighbourhoodShapes['features'][number]['geometry'] =>
  geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(coarseRing) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((polygon) => polygon.map(coarseRing)) }

/** Rounds a ring's corners and drops those that then fall on the one before; a ring keeps four (RFC 7946 3.1.6). */
export function coarseRing(ring: number[][]): Array<[number, number]> {
  const corners = ring.map(([longitude = 0, latitude = 0]): [number, number] => [rounded(longitude), rounded(latitude)])
  const kept = corners.filter(([x, y], index) => {
    const before = corners[index - 1]
    return !before || before[0] !== x || before[1] !== y
  })
  return kept.length >= 4 ? kept : corners
}

const rounded = (degrees: number) => Math.round(degrees * DEGREE_DIGITS) / DEGREE_DIGITS
