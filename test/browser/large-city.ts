import { packed } from '../../server/planning/points/points.ts'
import type { TestDatabase } from '../support/database.ts'

export const HOTSPOTS = 35_000
export const NEIGHBOURHOODS = 2_000

/**
 * A city as large as the largest: 35,000 hotspots in 2,000 neighbourhoods, crowded towards the middle. Of every hundred
 * hotspots four are down, three degraded, two unknown; every neighbourhood has 3,000 residents in four places.
 */
export async function storeLargeCity({ pool }: Pick<TestDatabase, 'pool'>): Promise<void> {
  await pool.query(
    `insert into neighbourhoods (code, name, borough, population, without_internet, geometry, area_m2)
     select 'B' || n, 'Barrio ' || n, 'Alcaldía ' || (n % 16), 3000, (n * 7919 % 100) / 100.0, jsonb_build_object(
       'type', 'Polygon', 'coordinates', jsonb_build_array(
         (select jsonb_agg(jsonb_build_array(
            west + 0.005 + 0.0058 * cos(2 * pi() * (corner % 12) / 12),
            south + 0.005 + 0.0058 * sin(2 * pi() * (corner % 12) / 12)) order by corner)
          from generate_series(0, 12) corner))), 1000000
     from generate_series(0, $1::int - 1) n,
       lateral (select -99.35 + (n % 50) * 0.01 as west, 19.2 + (n / 50) * 0.01 as south) place`,
    [NEIGHBOURHOODS],
  )
  await pool.query(
    `insert into population_cells (neighbourhood_id, cell, longitude, latitude, population)
     select id, 'cell ' || corner, (geometry->'coordinates'->0->(corner * 3)->>0)::float8,
       (geometry->'coordinates'->0->(corner * 3)->>1)::float8, 750
     from neighbourhoods, generate_series(0, 3) corner`,
  )
  const { rows } = await pool.query<{ id: number; places: number[] }>(
    `select neighbourhood_id as id, array_agg(round(degrees * 1e7)::int order by cell, which) as places
     from population_cells, lateral (values (0, latitude), (1, longitude)) position (which, degrees) group by 1`,
  )
  await pool.query('insert into population_points select * from unnest($1::bigint[], $2::bytea[])', [
    rows.map(({ id }) => id),
    rows.map(({ places }) => packed(Int32Array.from(places))),
  ])
  await pool.query('select setseed(0.25)')
  await pool.query(
    `with places as (
       insert into sites (name, longitude, latitude)
       select 'Sitio ' || n, -99.35 + 0.25 * (random() + random()), 19.2 + 0.2 * (random() + random())
       from generate_series(1, $1::int) n
       returning name, id, longitude, latitude)
     insert into hotspots (programme, code, name, site_id, longitude, latitude)
     select 'Ciudad', name, name, id, longitude, latitude from places order by id`,
    [HOTSPOTS],
  )
  await pool.query(
    `insert into hotspot_health (hotspot_id, state)
     select id, case when id % 100 < 4 then 'down' when id % 100 < 7 then 'degraded' when id % 100 < 9 then 'unknown'
       else 'up' end from hotspots`,
  )
  await pool.query('analyze')
}
