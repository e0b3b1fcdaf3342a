import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { rollUp } from '../../server/analytics/roll-up.ts'
import { placeHistory, type WhatUse } from '../../server/analytics/views.ts'
import { table } from '../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../server/database/connection.ts'
import { startPostgres } from '../../server/database/embedded/postgres.ts'
import { migrate } from '../../server/database/schema/migrate.ts'
import { addGateway } from '../../server/network/gateways/register.ts'
import { namedPlace } from '../../server/network/named-places.ts'
import { createSealer } from '../../server/sealing.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { processors, stopwatch } from './processor.ts'

/** What was used is known of so many days. */
const DAYS = 400
/** Of so many of them there are sessions, which are counted; of those before, copies of what was counted. */
const COUNTED_DAYS = 14
const HOTSPOTS = 35_000
const BOROUGHS = 16
const NEIGHBOURHOODS = 1800
const WANTED_MS = 200
const TIMES = 9
const timeZone = 'America/Mexico_City'

/**
 * Roll-ups of the last days of so many sessions, and what the page *Use* asks of a year of such days: places of every kind,
 * by every step. Throws where the city's sums are not those of the sessions.
 */
export async function benchUsage({ sessions }: { sessions: number }): Promise<void> {
  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'))
  const db = connect(postgres.connection, 3)
  const began = Date.now()
  const say = (line: string): void => console.error(`  ${Math.round((Date.now() - began) / 1000)} s  ${line}`)
  try {
    await migrate(db)
    const perDay = Math.round(sessions / DAYS)
    say(
      `${COUNTED_DAYS} days of ${perDay.toLocaleString('en')} sessions at ${HOTSPOTS.toLocaleString('en')} hotspots are stored`,
    )
    await fill(db, perDay)
    say('what was used is counted')
    const took = await stopwatch(db)
    const first = await took(() => rollUp(db, { timeZone }))
    await mustBeWhole(db)
    const again = await took(() => rollUp(db, { timeZone, now: new Date(Date.now() + 3_700_000) }))
    say(`${DAYS} days are made of them`)
    await copyDays(db)
    say('pages are asked for')
    const lines = await readYears(db)
    const { rows } = await db.pool.query<{ size: string; rows: number }>(
      `select pg_size_pretty(pg_total_relation_size('usage_days')) as size, (select count(*) from usage_days) as rows`,
    )
    console.log(`
${perDay.toLocaleString('en')} sessions a day, as of ${sessions.toLocaleString('en')} in ${DAYS} days. ${first.result} days, weeks and months counted in ${first.seconds.toFixed(1)} s,
${processors(first)}; the current day again in ${again.seconds.toFixed(2)} s, ${processors(again)}. ${rows[0]!.rows.toLocaleString('en')} rows of days are ${rows[0]!.size}.

${table(lines)}

A year of each place, ${TIMES} times, of which the median counts; wanted: ${WANTED_MS} ms. Load of the machine: ${loadavg()[0]!.toFixed(1)}`)
  } finally {
    await db.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

/** As many hotspots as Mexico City's, and sessions of a few minutes to hours, more at noon than at night. */
async function fill({ pool, ...db }: Database, perDay: number): Promise<void> {
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
  await pool.query(
    `with made as (
       insert into sessions (gateway_id, session_key, acct_session_id, resident_id, hotspot_id, started_at, updated_at,
         ended_at, duration_seconds, input_octets, output_octets)
       select (select min(id) from gateways), i, i, 1 + floor(random() * $2)::bigint,
              1 + floor(power(random(), 2) * ${HOTSPOTS})::bigint, began, ended, ended,
              round(extract(epoch from ended - began)), 1e6, 9e6
       from generate_series(1, $1::integer) as i,
         lateral (select date_trunc('day', now(), '${timeZone}') - (i % ${COUNTED_DAYS}) * interval '1 day'
                    + (6 + 16 * (random() + random()) / 2) * interval '1 hour' as began) as b,
         lateral (select began + (300 + 3600 * random()) * interval '1 second' as ended) as e
       returning id, resident_id, hotspot_id, started_at, duration_seconds, input_octets, output_octets)
     insert into session_days (session_id, day, resident_id, hotspot_id, seconds, input_octets, output_octets)
     select id, (started_at at time zone '${timeZone}')::date, resident_id, hotspot_id, duration_seconds, input_octets,
            output_octets from made`,
    [perDay * COUNTED_DAYS, residents],
  )
  await pool.query('vacuum analyze')
}

/** Copies what was counted to the days, weeks and months before, until there are so many as a year's page asks for. */
async function copyDays({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ columns: string }>(
    `select string_agg(column_name, ', ') as columns from information_schema.columns
     where table_name = 'usage_days' and column_name <> 'day'`,
  )
  const { columns } = rows[0]!
  for (let ago = COUNTED_DAYS; ago < DAYS; ago += COUNTED_DAYS)
    await pool.query(
      `insert into usage_days (day, ${columns}) select day - $1::integer, ${columns} from usage_days
       where day > (select max(day) from usage_days) - ${COUNTED_DAYS}`,
      [ago],
    )
  await pool.query(
    `insert into usage_spans (kind, place, step, since, residents, new_residents)
     select s.kind, s.place, s.step, each::date, s.residents, s.new_residents
     from usage_spans s, lateral generate_series(s.since - ${DAYS} * interval '1 day', s.since, ('1 ' || s.step)::interval) as each
     where s.since = (select max(since) from usage_spans o where o.step = s.step)
     on conflict do nothing`,
  )
  await pool.query(
    `insert into usage_counts (step, since, counted_at) select 'day', day, now() from (select distinct day from usage_days) as d
     on conflict do nothing`,
  )
  await pool.query('vacuum analyze')
}

async function mustBeWhole({ pool }: Database): Promise<void> {
  const { rows } = await pool.query(
    `select (select sum(seconds) from session_days) as used, kind, sum(seconds) as counted from usage_days
     where kind in ('city', 'borough', 'hotspot') group by kind`,
  )
  for (const { kind, used, counted } of rows)
    if (used !== counted) throw new Error(`${used} s were used, and ${counted} s are counted by ${kind}`)
}

const places = [
  ['city', ''],
  ['borough', 'borough 3'],
  ['neighbourhood', '7'],
  ['programme', 'Programme 2'],
  ['site', '12'],
  ['hotspot', '1'],
] as const
const steps = ['day', 'week', 'month'] as const

async function readYears(db: Database) {
  const to = new Date().toISOString().slice(0, 10)
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
  const lines: Array<Record<string, string | number>> = []
  for (const [kind, place] of places) {
    const line: Record<string, string | number> = { place: kind }
    for (const step of [...steps, 'hour'] as const) {
      // By hours the page gives three months at most.
      const ms = await median(db, { kind, place, step, from: daysAgo(step === 'hour' ? 91 : 364), to })
      line[step] = ms > WANTED_MS ? `${ms} TOO SLOW` : ms
    }
    lines.push(line)
  }
  return lines
}

async function median(db: Database, what: WhatUse): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < TIMES; turn++) {
    const began = performance.now()
    const { kind, place } = what
    if (kind !== 'city') await namedPlace(db, { kind, place, districts: null })
    const { rows } = await placeHistory(db, what)
    times.push(performance.now() - began)
    if (rows.length === 0) throw new Error(`nothing is known of ${what.kind} ${what.place}`)
  }
  return Number(times.sort((a, b) => a - b)[TIMES >> 1]!.toFixed(1))
}
