import type { MultiPolygon, Polygon } from 'geojson'
import { cellToLatLng, latLngToCell, polygonToCells } from 'h3-js'
import type pg from 'pg'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events/events.ts'
import { inTransaction } from '../database/transaction.ts'
import { eachShape } from '../network/neighbourhoods/standing.ts'
import { centroid } from './points/centroid.ts'
import { pointStore } from './points/points.ts'

/** Cells of H3's resolution 10 are about 15,000 m² each, 66 m a side (https://h3geo.org/docs/core-library/restable). */
const RESOLUTION = 10
const BATCH = 10_000

export interface Cell {
  cell: string
  /** Of the cell's centre; degrees, WGS84. */
  latitude: number
  longitude: number
}

/**
 * The cells whose centres lie in a shape. A polygon too small to hold a centre gets the cell at its own centroid, so
 * that its residents are somewhere.
 */
export function cellsOf(geometry: Polygon | MultiPolygon): Cell[] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const cells = new Set(polygons.flatMap((rings) => polygonToCells(rings, RESOLUTION, true)))
  if (cells.size === 0) {
    const [longitude, latitude] = centroid(polygons[0]?.[0] ?? [])
    cells.add(latLngToCell(latitude, longitude, RESOLUTION))
  }
  return [...cells].sort().map((cell) => {
    const [latitude, longitude] = cellToLatLng(cell)
    return { cell, latitude, longitude }
  })
}

/** Every population cell with its neighbourhood and how many residents are counted there, by neighbourhood. */
export const populationCells = ({ query }: Pick<Database, 'query'>) =>
  query
    .selectFrom('population_cells')
    .select(['neighbourhood_id as area', 'latitude', 'longitude', 'population'])
    .orderBy('neighbourhood_id')
    .orderBy('cell')
    .execute()

/** Makes the population cells where there are none. */
export async function ensurePopulationCells(db: Database): Promise<void> {
  const some = await db.query.selectFrom('population_points').select('neighbourhood_id').limit(1).executeTakeFirst()
  if (!some) await rebuildPopulationCells(db)
}

/** As {@link remakePopulationCells}, in a transaction of its own; tells every process. */
export async function rebuildPopulationCells(db: Database): Promise<number> {
  const cells = await inTransaction(db, remakePopulationCells)
  await publish(db, { type: 'neighbourhoods' })
  return cells
}

/**
 * Makes the population cells anew from the neighbourhoods, within the caller's transaction: the population of each is
 * spread evenly over its cells, which plans are made of, and over its points, by which coverage is counted.
 *
 * @returns the number of cells
 */
export async function remakePopulationCells(client: pg.ClientBase): Promise<number> {
  await client.query('lock table population_cells in share row exclusive mode')
  await client.query('delete from population_cells')
  await client.query('delete from population_points')
  const points = pointStore(client)
  let made = 0
  let rows: PopulationCell[] = []
  const store = async () => {
    await insertCells(client, rows)
    made += rows.length
    rows = []
  }
  for await (const { id, population, geometry } of eachShape(client)) {
    if (population <= 0) continue
    const cells = cellsOf(geometry)
    await points.add(id, geometry)
    for (const cell of cells) rows.push({ neighbourhood: id, population: population / cells.length, ...cell })
    if (rows.length >= BATCH) await store()
  }
  await store()
  await points.store()
  return made
}

interface PopulationCell extends Cell {
  neighbourhood: number
  population: number
}

const insertCells = (client: pg.ClientBase, rows: readonly PopulationCell[]) =>
  client.query(
    `insert into population_cells (neighbourhood_id, cell, latitude, longitude, population)
     select * from unnest($1::bigint[], $2::text[], $3::float8[], $4::float8[], $5::float8[])`,
    [
      rows.map((row) => row.neighbourhood),
      rows.map((row) => row.cell),
      rows.map((row) => row.latitude),
      rows.map((row) => row.longitude),
      rows.map((row) => row.population),
    ],
  )
