import type { TestDatabase } from '../../support/database.ts'

/** So many hotspots of a gateway, each at a site of its own, all known to have worked. @returns their ids */
export async function manyHotspots(db: TestDatabase, gatewayId: number, count: number): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>(
    `with s as (
       insert into sites (name, latitude, longitude)
       select 'site ' || n, 19 + n / 1000.0, -99 from generate_series(1, $2) n returning id, name, latitude, longitude)
     insert into hotspots (programme, code, name, site_id, latitude, longitude, gateway_id)
     select 'p', name, name, id, latitude, longitude, $1 from s returning id`,
    [gatewayId, count],
  )
  const ids = rows.map(({ id }) => id)
  await db.pool.query(`insert into hotspot_health (hotspot_id, state) select unnest($1::bigint[]), 'up'`, [ids])
  return ids
}

/** Opens an alert of each. */
export const fail = (db: TestDatabase, ids: readonly number[], time: Date) =>
  db.pool.query(
    `insert into alerts (hotspot_id, kind, cause, opened_at) select unnest($1::bigint[]), 'down', 'no-answer', $2`,
    [ids, time],
  )

/** Closes the alerts of each. */
export const recover = (db: TestDatabase, ids: readonly number[], time: Date) =>
  db.pool.query('update alerts set closed_at = $2 where hotspot_id = any($1::bigint[]) and closed_at is null', [
    ids,
    time,
  ])
