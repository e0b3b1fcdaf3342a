import type { Database } from '../../../server/database/connection.ts'

export const HOTSPOTS = 35_000
/** Of each hotspot within a year. */
const OUTAGES = 24

/** Hotspots at sites of their own, 40 to a gateway, each down now and then for a year; a route for every incident. */
export async function fill({ pool }: Database): Promise<void> {
  await pool.query(
    `insert into gateways (name, vendor, network, secret_sealed)
     select 'gateway ' || n, 'generic', ('10.' || n / 250 || '.' || n % 250 || '.0/24')::cidr, ''
     from generate_series(0, $1::integer / 40) n`,
    [HOTSPOTS],
  )
  await pool.query(
    `with s as (insert into sites (name, latitude, longitude)
       select 'site ' || n, 19 + n / 1e5, -99 from generate_series(1, $1) n returning id)
     insert into hotspots (programme, code, name, site_id, latitude, longitude, gateway_id)
     select 'bench', s.id::text, 'hotspot ' || s.id, s.id, 19, -99, g.id
     from s join (select id, row_number() over (order by id) as place from gateways) g on g.place = s.id / 40 + 1`,
    [HOTSPOTS],
  )
  await pool.query(
    `insert into hotspot_health (hotspot_id, state, since) select id, 'up', now() - interval '1 year' from hotspots`,
  )
  await pool.query(
    `insert into state_changes (hotspot_id, since, until, state, evidence)
     select id, since, lead(since) over (partition by id order by since), state, '{snmp}'
     from hotspots, lateral (
       select now() - n * interval '15 days' - (id * 7919 % 1296000) * interval '1 second' as at from generate_series(0, $1 - 1) n
     ) as outage, lateral (values (at, 'down'), (at + interval '40 minutes', 'up')) as change (since, state)
     order by since`,
    [OUTAGES],
  )
  await pool.query(
    `insert into receivers (name, kind, settings_sealed, shown) values ('bench', 'webhook', '', 'bench');`,
  )
  await pool.query(`insert into routes (position, name, receiver_id) select 1, 'all', id from receivers`)
  await pool.query('analyze')
}
