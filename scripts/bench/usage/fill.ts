import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Database } from '../../../server/database/connection.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { createSealer } from '../../../server/sealing.ts'

/** What was used is known of so many days. */
export const DAYS = 400
/** Of so many of them there are sessions, which are counted; of those before, copies of what was counted. */
export const COUNTED_DAYS = 14
export const HOTSPOTS = 35_000
export const timeZone = 'America/Mexico_City'
const BOROUGHS = 16
const NEIGHBOURHOODS = 1800

/** As many hotspots as Mexico City's, and residents. @returns how many residents */
export async function fillCity({ pool, ...db }: Database, perDay: number): Promise<number> {
  const gateway = { name: 'bench', network: '127.0.0.1/32', secret: 'not asked here', vendor: 'coovachilli' as const }
  const sealer = createSealer(randomBytes(32).toString('hex'))
  const more = { coaPort: 3799, nasIdentifier: 'bench', uamSecret: null, loginOrigins: [] }
  await addGateway({ pool, ...db }, sealer, { ...gateway, ...more })
  await pool.query(
    `insert into neighbourhoods (code, name, borough, population, geometry, area_m2)
     select i, 'Neighbourhood ' || i, 'Borough ' || i % ${BOROUGHS}, 5000, '{}', 1 from generate_series(1, ${NEIGHBOURHOODS}) as i`,
  )
  await pool.query(
    `insert into sites (name, latitude, longitude) select 'Site ' || i, 19 + i / 1e6, -99 from generate_series(1, ${HOTSPOTS}) as i`,
  )
  await pool.query(
    `insert into hotspots (programme, code, name, site_id, latitude, longitude, neighbourhood_id, capacity, gateway_id)
     select 'Programme ' || id % 5, id, 'Hotspot ' || id, id, latitude, longitude, 1 + id % ${NEIGHBOURHOODS}, 40,
            (select min(id) from gateways) from sites`,
  )
  const residents = Math.max(1000, perDay * 20)
  await pool.query(
    `insert into residents (issuer, subject, created_at)
     select 'bench', i, now() - $2 * random() * interval '1 day' from generate_series(1, $1::integer) as i`,
    [residents, DAYS],
  )
  await pool.query('analyze')
  return residents
}

/** A connection that fills tables: what is written need not outlive a crash. */
async function filling<T>({ pool }: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('set synchronous_commit = off')
    await client.query("set maintenance_work_mem = '512MB'")
    return await work(client)
  } finally {
    client.release(true)
  }
}

/** Sessions of a few minutes to hours, more at noon than at night, a day at a time. @param onDay how many days there are */
export async function fillSessions(
  db: Database,
  { perDay, residents }: { perDay: number; residents: number },
  onDay: (days: number) => void,
): Promise<void> {
  await filling(db, async (client) => {
    const { rows: references } = await client.query<{ name: string; of: string; definition: string }>(
      `select conname as name, conrelid::regclass::text as of, pg_get_constraintdef(oid) as definition from pg_constraint
       where contype = 'f' and conrelid in ('sessions'::regclass, 'session_days'::regclass)`,
    )
    // Row by row they would be looked up for longer than they take to be written; at the end it is one look.
    for (const { of, name } of references) await client.query(`alter table ${of} drop constraint "${name}"`)
    for (let ago = COUNTED_DAYS - 1; ago >= 0; ago--) {
      await client.query(
        `with made as (
           insert into sessions (gateway_id, session_key, acct_session_id, resident_id, hotspot_id, started_at, updated_at,
             ended_at, duration_seconds, input_octets, output_octets)
           select (select min(id) from gateways), $3::integer || '-' || i, i, 1 + floor(random() * $2)::bigint,
                  1 + floor(power(random(), 2) * ${HOTSPOTS})::bigint, began, ended, ended,
                  round(extract(epoch from ended - began)), 1e6, 9e6
           from generate_series(1, $1::integer) as i,
             lateral (select date_trunc('day', now(), '${timeZone}') - $3::integer * interval '1 day'
                        + (6 + 16 * (random() + random() + 0 * i) / 2) * interval '1 hour' as began) as b,
             lateral (select began + (300 + 3600 * random()) * interval '1 second' as ended) as e
           returning id, resident_id, hotspot_id, started_at, duration_seconds, input_octets, output_octets)
         insert into session_days (session_id, day, resident_id, hotspot_id, seconds, input_octets, output_octets)
         select id, (started_at at time zone '${timeZone}')::date, resident_id, hotspot_id, duration_seconds, input_octets,
                output_octets from made`,
        [perDay, residents, ago],
      )
      onDay(COUNTED_DAYS - ago)
    }
    for (const { of, name, definition } of references)
      await client.query(`alter table ${of} add constraint "${name}" ${definition}`)
  })
  await db.pool.query('vacuum analyze sessions, session_days, residents, hotspots')
}

/**
 * Copies what was counted to the days, weeks and months before, until there are so many as a year's page asks for. The key is
 * made once, when all rows are there.
 *
 * @param onDays how many days there are
 */
export async function copyDays(db: Database, onDays: (days: number) => void): Promise<void> {
  const { rows } = await db.pool.query<{ columns: string }>(
    `select string_agg(column_name, ', ') as columns from information_schema.columns
     where table_name = 'usage_days' and column_name <> 'day'`,
  )
  const { columns } = rows[0]!
  await filling(db, async (client) => {
    await client.query('create temporary table counted as select * from usage_days')
    await client.query('alter table usage_days set unlogged')
    await client.query('alter table usage_days drop constraint usage_days_pkey')
    for (let ago = COUNTED_DAYS; ago < DAYS; ago += COUNTED_DAYS) {
      await client.query(
        `insert into usage_days (day, ${columns}) select day - $1::integer, ${columns} from counted
         where day - $1::integer > (select max(day) from counted) - ${DAYS}`,
        [ago],
      )
      onDays(Math.min(DAYS, ago + COUNTED_DAYS))
    }
    await client.query('alter table usage_days add primary key (kind, place, day)')
    await client.query(
      `insert into usage_spans (kind, place, step, since, residents, new_residents)
       select kind, place, step, each::date, residents, new_residents
       from usage_spans join (select step, max(since) as since from usage_spans group by 1) as last using (step, since),
         lateral generate_series(since - ${DAYS} * interval '1 day', since, ('1 ' || step)::interval) as each
       on conflict do nothing`,
    )
    await client.query(
      `insert into usage_counts (step, since, counted_at)
       select 'day', day::date, now() from generate_series((select max(day) from counted) - ${DAYS - 1},
         (select max(day) from counted), interval '1 day') as day
       on conflict do nothing`,
    )
  })
  await db.pool.query('vacuum analyze usage_days, usage_spans, usage_counts')
}
