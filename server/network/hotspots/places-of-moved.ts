import type { Database } from '../../database/connection.ts'
import { neighbourhoodsOf } from '../neighbourhoods/standing.ts'
import type { HotspotRecord } from './record.ts'

/**
 * Puts hotspots where they stand now: at the site of that place, which is made where there is none, and in its
 * neighbourhood. A site that is left empty goes.
 */
export async function settle({ pool }: Pick<Database, 'pool'>, moved: readonly HotspotRecord[]): Promise<void> {
  if (moved.length === 0) return
  const ids = moved.map(({ id }) => id)
  const { rows: left } = await pool.query<{ site_id: number }>(
    'select distinct site_id from hotspots where id = any($1::bigint[])',
    [ids],
  )
  const places = [moved.map(({ latitude }) => latitude), moved.map(({ longitude }) => longitude)]
  await pool.query(
    `insert into sites (name, latitude, longitude)
     select distinct on (latitude, longitude) name, latitude, longitude
     from unnest($1::text[], $2::float8[], $3::float8[]) as given (name, latitude, longitude)
     order by latitude, longitude, name
     on conflict (latitude, longitude) do nothing`,
    [moved.map(({ settlement, name }) => settlement ?? name), ...places],
  )
  await pool.query(
    `update hotspots h set latitude = s.latitude, longitude = s.longitude, site_id = s.id,
       neighbourhood_id = given.neighbourhood
     from unnest($1::bigint[], $2::float8[], $3::float8[], $4::bigint[])
         as given (id, latitude, longitude, neighbourhood)
       join sites s using (latitude, longitude)
     where h.id = given.id`,
    [ids, ...places, await neighbourhoodsOf(pool, moved)],
  )
  await pool.query(
    `delete from sites where id = any($1::bigint[])
       and not exists (select from hotspots where hotspots.site_id = sites.id)`,
    [left.map(({ site_id }) => site_id)],
  )
}
