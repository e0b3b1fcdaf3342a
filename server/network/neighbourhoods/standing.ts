import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import Flatbush from 'flatbush'
import type { MultiPolygon, Polygon } from 'geojson'
import type pg from 'pg'
import { type Bounds, boundsOf } from './box.ts'

/** Degrees, WGS84. */
export interface Standing {
  latitude: number
  longitude: number
}

export interface StoredShape {
  id: number
  code: string
  borough: string | null
  population: number
  geometry: Polygon | MultiPolygon
}

/** So many at once, or fewer where they take more octets than this, compressed as PostgreSQL stores them. */
const BATCH = 50
const BATCH_OCTETS = 1_000_000

/** Every neighbourhood with its shape, by id, a few at a time: all of a large city's are more than memory should hold. */
export async function* eachShape(client: Pick<pg.ClientBase, 'query'>): AsyncGenerator<StoredShape> {
  for (let after = 0; ; ) {
    const { rows } = await client.query<StoredShape>(
      `select id, code, borough, population, geometry
       from neighbourhoods join (
         select id, sum(pg_column_size(geometry)) over (order by id) - pg_column_size(geometry) as before
         from neighbourhoods where id > $1 order by id limit $2
       ) as next using (id)
       where before < $3 order by id`,
      [after, BATCH, BATCH_OCTETS],
    )
    if (rows.length === 0) return
    yield* rows
    after = rows.at(-1)!.id
  }
}

/** A function that finds which of the places, from 0, lie in a shape. */
export function placesIn(places: readonly Standing[]): (shape: Polygon | MultiPolygon) => number[] {
  if (places.length === 0) return () => []
  const index = new Flatbush(places.length)
  for (const { latitude, longitude } of places) index.add(longitude, latitude)
  index.finish()
  return (shape) => {
    const box = boundsOf([shape])
    if (!box) return []
    return index
      .search(box.west, box.south, box.east, box.north)
      .filter((at) => booleanPointInPolygon([places[at]!.longitude, places[at]!.latitude], shape))
  }
}

/**
 * The neighbourhood in which each place stands; null where there is none. A place on a common border belongs to the
 * neighbourhood with the lower id.
 *
 * @param look is shown every neighbourhood on the way
 */
export async function neighbourhoodsOf(
  client: Pick<pg.ClientBase, 'query'>,
  places: readonly Standing[],
  look: (shape: StoredShape) => void = () => {},
): Promise<Array<number | null>> {
  const inside = placesIn(places)
  const found = places.map((): number | null => null)
  for await (const shape of eachShape(client)) {
    for (const at of inside(shape.geometry)) found[at] ??= shape.id
    look(shape)
  }
  return found
}

/** Where the neighbourhoods lie, undefined where there are none, and the borough of each. */
export async function neighbourhoodsInAll(
  client: Pick<pg.ClientBase, 'query'>,
): Promise<{ box: Bounds | undefined; boroughs: Map<number, string | null> }> {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  const boroughs = new Map<number, string | null>()
  for await (const { id, borough, geometry } of eachShape(client)) {
    boroughs.set(id, borough)
    const own = boundsOf([geometry])
    if (!own) continue
    box.west = Math.min(box.west, own.west)
    box.south = Math.min(box.south, own.south)
    box.east = Math.max(box.east, own.east)
    box.north = Math.max(box.north, own.north)
  }
  return { box: Number.isFinite(box.west) ? box : undefined, boroughs }
}
