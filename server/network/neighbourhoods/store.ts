import type { MultiPolygon, Polygon } from 'geojson'
import type pg from 'pg'
import { neighbourhoodFinder, type Shape } from './finder.ts'

/** What is known of an area besides its shape; absent where the source has no such field. Shares are 0 to 1. */
export interface Attributes {
  name?: string
  borough?: string
  population?: number
  marginalisation?: string
  withoutInternet?: number
  withoutMobile?: number
}

export interface NewNeighbourhood extends Attributes {
  code: string
  geometry: Polygon | MultiPolygon
  areaM2: number
}

const BATCH = 200

/**
 * Brings neighbourhoods into the database within the caller's transaction, by code. An attribute that is absent keeps
 * what is stored.
 */
export async function storeNeighbourhoods(
  client: pg.ClientBase,
  areas: NewNeighbourhood[],
  {
    onProgress,
    signal,
    importId,
  }: {
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
  onProgress?.(0, areas.length)
  for (let from = 0; from < areas.length; from += BATCH) {
    signal?.throwIfAborted()
    await insertIncoming(client, areas.slice(from, from + BATCH))
    onProgress?.(Math.min(from + BATCH, areas.length), areas.length)
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
  return {
    ...counts,
    unchanged: areas.length - counts.stored - counts.updated,
    missing: missing.rows[0]?.count ?? 0,
  }
}

const insertIncoming = (client: pg.ClientBase, areas: NewNeighbourhood[]) =>
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
      areas.map((area) => JSON.stringify(area.geometry)),
      areas.map((area) => area.areaM2),
    ],
  )

/** Every neighbourhood's shape, as the caller's transaction sees it. */
export async function shapesIn(client: pg.ClientBase): Promise<Array<Shape & { borough: string | null }>> {
  const { rows } = await client.query('select id, borough, geometry from neighbourhoods order by id')
  return rows
}

/** Puts every hotspot into the neighbourhood it stands in. @returns how many were put into another than before */
export async function assignHotspots(client: pg.ClientBase): Promise<number> {
  const { rows: hotspots } = await client.query<{ id: number; latitude: number; longitude: number }>(
    'select id, latitude, longitude from hotspots order by id',
  )
  const neighbourhoodAt = neighbourhoodFinder(await shapesIn(client))
  const moved = await client.query(
    `update hotspots h set neighbourhood_id = i.neighbourhood_id, updated_at = now()
     from unnest($1::bigint[], $2::bigint[]) as i (id, neighbourhood_id)
     where h.id = i.id and h.neighbourhood_id is distinct from i.neighbourhood_id`,
    [hotspots.map(({ id }) => id), hotspots.map(({ latitude, longitude }) => neighbourhoodAt(latitude, longitude))],
  )
  return moved.rowCount ?? 0
}
