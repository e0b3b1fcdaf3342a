import type { MultiPolygon, Polygon } from 'geojson'
import type pg from 'pg'
import { countAgain } from '../statistics.ts'
import type { FurtherPopulation } from './populations.ts'
import { neighbourhoodsOf, type StoredShape } from './standing.ts'

/** What is known of an area besides its shape; absent where the source has no such field. Shares are 0 to 1. */
export interface Attributes {
  name?: string
  borough?: string
  population?: number
  marginalisation?: string
  withoutInternet?: number
  withoutMobile?: number
  /** Of other years, by day and by night. */
  populations?: FurtherPopulation[]
}

export interface NewNeighbourhood extends Attributes {
  code: string
  geometry: Polygon | MultiPolygon
  areaM2: number
}

/** So many at once, or fewer where their shapes have more characters than this. */
const BATCH = 200
const BATCH_CHARACTERS = 4_000_000

/**
 * Brings neighbourhoods into the database within the caller's transaction, by code. An attribute that is absent keeps
 * what is stored.
 *
 * @param areas are asked for one by one and not kept
 */
export async function storeNeighbourhoods(
  client: pg.ClientBase,
  areas: Iterable<NewNeighbourhood>,
  {
    onProgress,
    signal,
    importId,
    total,
  }: {
    /** How many areas there are. */
    total: number
    onProgress?: ((done: number, total: number) => void) | undefined
    signal?: AbortSignal | undefined
    /** Of the file that brings them. */
    importId?: number | undefined
  },
): Promise<{ stored: number; updated: number; unchanged: number; missing: number }> {
  await client.query(
    `create temporary table incoming_areas (
       code text primary key, name text, borough text, population integer, marginalisation text,
       without_internet float8, without_mobile float8, geometry jsonb, area_m2 float8
     ) on commit drop`,
  )
  onProgress?.(0, total)
  let taken = 0
  for (const batch of batchesOf(areas)) {
    signal?.throwIfAborted()
    await insertIncoming(client, batch)
    taken += batch.length
    onProgress?.(taken, total)
  }
  await client.query('analyze incoming_areas')
  const updated = await client.query(
    `update neighbourhoods n set
       name = i.name, borough = coalesce(i.borough, n.borough), population = coalesce(i.population, n.population),
       marginalisation = coalesce(i.marginalisation, n.marginalisation),
       without_internet = coalesce(i.without_internet, n.without_internet),
       without_mobile = coalesce(i.without_mobile, n.without_mobile),
       geometry = i.geometry, area_m2 = i.area_m2, updated_at = now()
     from incoming_areas i where n.code = i.code and
       (n.name, n.borough, n.population, n.marginalisation, n.without_internet, n.without_mobile, n.geometry)
       is distinct from
       (i.name, coalesce(i.borough, n.borough), coalesce(i.population, n.population),
        coalesce(i.marginalisation, n.marginalisation), coalesce(i.without_internet, n.without_internet),
        coalesce(i.without_mobile, n.without_mobile), i.geometry)`,
  )
  const stored = await client.query(
    `insert into neighbourhoods
       (code, name, borough, population, marginalisation, without_internet, without_mobile, geometry, area_m2,
       import_id)
     select code, name, borough, coalesce(population, 0), marginalisation, without_internet, without_mobile, geometry,
       area_m2, $1
     from incoming_areas i where not exists (select from neighbourhoods n where n.code = i.code) order by code`,
    [importId ?? null],
  )
  const missing = await client.query<{ count: number }>(
    `select count(*) from neighbourhoods n where not exists (select from incoming_areas i where i.code = n.code)`,
  )
  const counts = { stored: stored.rowCount ?? 0, updated: updated.rowCount ?? 0 }
  await countAgain(client, counts.stored + counts.updated)
  return {
    ...counts,
    unchanged: taken - counts.stored - counts.updated,
    missing: missing.rows[0]?.count ?? 0,
  }
}

type Incoming = Omit<NewNeighbourhood, 'geometry'> & { geometry: string }

function* batchesOf(areas: Iterable<NewNeighbourhood>): Generator<Incoming[]> {
  let batch: Incoming[] = []
  let characters = 0
  for (const area of areas) {
    const geometry = JSON.stringify(area.geometry)
    batch.push({ ...area, geometry })
    characters += geometry.length
    if (batch.length < BATCH && characters < BATCH_CHARACTERS) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}

const insertIncoming = (client: pg.ClientBase, areas: Incoming[]) =>
  client.query(
    `insert into incoming_areas select * from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[],
       $6::float8[], $7::float8[], $8::jsonb[], $9::float8[])`,
    [
      areas.map((area) => area.code),
      areas.map((area) => area.name),
      areas.map((area) => area.borough),
      areas.map((area) => area.population),
      areas.map((area) => area.marginalisation),
      areas.map((area) => area.withoutInternet),
      areas.map((area) => area.withoutMobile),
      areas.map((area) => area.geometry),
      areas.map((area) => area.areaM2),
    ],
  )

/**
 * Puts every hotspot into the neighbourhood it stands in.
 *
 * @param look is shown every neighbourhood on the way
 * @returns how many were put into another than before
 */
export async function assignHotspots(client: pg.ClientBase, look?: (shape: StoredShape) => void): Promise<number> {
  const { rows: hotspots } = await client.query<{ id: number; latitude: number; longitude: number }>(
    'select id, latitude, longitude from hotspots order by id',
  )
  const moved = await client.query(
    `update hotspots h set neighbourhood_id = i.neighbourhood_id, updated_at = now()
     from unnest($1::bigint[], $2::bigint[]) as i (id, neighbourhood_id)
     where h.id = i.id and h.neighbourhood_id is distinct from i.neighbourhood_id`,
    [hotspots.map(({ id }) => id), await neighbourhoodsOf(client, hotspots, look)],
  )
  return moved.rowCount ?? 0
}
