import type { MultiPolygon, Polygon } from 'geojson'
import type pg from 'pg'
import type { Database } from '../../database/connection.ts'
import { latticeOver } from './lattice.ts'

/** Positions are whole numbers of so many parts of a degree, as OpenStreetMap has them: a centimetre. */
const PARTS = 1e7
const BATCH_POINTS = 50_000

/** Where the residents of areas are counted: each point stands for as many residents of its area as each other. */
export interface PopulationPoints {
  areas: readonly { readonly id: number; readonly residents: number }[]
  /** Those of area i are from `starts[i]` to before `starts[i + 1]`. */
  starts: Uint32Array
  /** Latitude and longitude of each in ten millionths of a degree, WGS84. */
  positions: Int32Array
}

/** Degrees, WGS84. */
export const latitudeOf = ({ positions }: PopulationPoints, point: number): number => positions[2 * point]! / PARTS
export const longitudeOf = ({ positions }: PopulationPoints, point: number): number => positions[2 * point + 1]! / PARTS

/** Latitude and longitude of places in turn, as {@link PopulationPoints} has them. */
export const positionsOf = (places: readonly { readonly latitude: number; readonly longitude: number }[]): Int32Array =>
  Int32Array.from(
    places.flatMap(({ latitude, longitude }) => [latitude, longitude]),
    (degrees) => Math.round(degrees * PARTS),
  )

/** Points of a shape, latitude and longitude in turn, as {@link PopulationPoints} has them. */
export const spreadOver = (geometry: Polygon | MultiPolygon): Int32Array =>
  Int32Array.from(
    latticeOver(geometry).flatMap(([longitude, latitude]) => [latitude!, longitude!]),
    (degrees) => Math.round(degrees * PARTS),
  )

/** Points as they are given, for a few areas. */
export function pointsOf(
  areas: readonly {
    id: number
    residents: number
    places: readonly (readonly [latitude: number, longitude: number])[]
  }[],
): PopulationPoints {
  return joined(
    areas.map(({ places, ...area }) => ({
      ...area,
      positions: Int32Array.from(places.flat(), (degrees) => Math.round(degrees * PARTS)),
    })),
  )
}

function joined(areas: readonly { id: number; residents: number; positions: Int32Array }[]): PopulationPoints {
  const starts = new Uint32Array(areas.length + 1)
  areas.forEach(({ positions }, at) => {
    starts[at + 1] = starts[at]! + positions.length / 2
  })
  const positions = new Int32Array(2 * starts.at(-1)!)
  areas.forEach((area, at) => {
    positions.set(area.positions, 2 * starts[at]!)
  })
  return { areas: areas.map(({ id, residents }) => ({ id, residents })), starts, positions }
}

/** As they are stored: Int32, little-endian. */
export function packed(positions: Int32Array): Buffer {
  const octets = Buffer.alloc(4 * positions.length)
  positions.forEach((part, at) => void octets.writeInt32LE(part, 4 * at))
  return octets
}

export function unpacked({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  const view = new DataView(buffer, byteOffset, length)
  return Int32Array.from({ length: length / 4 }, (_, at) => view.getInt32(4 * at, true))
}

/** Where points are stored until there are many, within a transaction. */
export function pointStore(client: pg.ClientBase) {
  let rows: { id: number; points: Buffer }[] = []
  let waiting = 0
  const store = async () => {
    await client.query(
      'insert into population_points (neighbourhood_id, points) select * from unnest($1::bigint[], $2::bytea[])',
      [rows.map(({ id }) => id), rows.map(({ points }) => points)],
    )
    rows = []
    waiting = 0
  }
  return {
    async add(id: number, geometry: Polygon | MultiPolygon): Promise<void> {
      const positions = spreadOver(geometry)
      rows.push({ id, points: packed(positions) })
      waiting += positions.length / 2
      if (waiting >= BATCH_POINTS) await store()
    },
    store,
  }
}

/** Those of every neighbourhood that has any. @param residents by neighbourhood id */
export async function readPoints(
  { query }: Pick<Database, 'query'>,
  residents: ReadonlyMap<number, number>,
): Promise<PopulationPoints> {
  const rows = await query.selectFrom('population_points').selectAll().orderBy('neighbourhood_id').execute()
  return joined(
    rows.map(({ neighbourhood_id: id, points }) => {
      return { id, residents: residents.get(id) ?? 0, positions: unpacked(points) }
    }),
  )
}
