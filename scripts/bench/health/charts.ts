import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { table } from '../../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { ensurePartition } from '../../../server/database/schema/partitions.ts'
import { chartOf, chartRanges, type Subject } from '../../../server/health/kept/charts.ts'
import { rollUpAll } from '../../../server/health/kept/keeper.ts'
import { setMark } from '../../../server/health/kept/marks.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

type Row = Record<string, string>

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const DAYS = 365
const GATEWAYS = 100
const ASKED = 200
/** A chart is to be there in so many ms. */
const BOUND_MS = 200

const readings = `60, 58, r * 20, r * 9, r * 35, r * 2e7, r * 1e6, r * 6e7, r * 2e6, r * 1e5, r * 9e6, r, r, r, r`
const columns = `kind, subject_id, at, polls, answered, clients, clients_min, clients_max, in_bps, in_min, in_max,
  out_bps, out_min, out_max, load, load_max, memory_used, memory_max`

/** How soon charts are there in a city with so many hotspots and a year of what is kept, and what rolling up costs. */
export async function benchCharts({ hotspots, hours }: { hotspots: number; hours: number }): Promise<void> {
  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'))
  const db = connect(postgres.connection, 4)
  const began = Date.now()
  const say = (line: string): void => console.error(`  ${Math.round((Date.now() - began) / 1000)} s  ${line}`)
  try {
    await migrate(db)
    const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 120_000
    await addHotspots(db, hotspots)
    say('hotspots are stored; a year of days, hours and two days of five minutes follow')
    await fill(db, now, hours)
    say('readings are stored; an hour of samples follows')
    const rolled = await rollUpHour(db, hotspots, now)
    await db.pool.query('vacuum analyze')
    say('charts are asked for')
    console.log(`
Charts of ${hotspots.toLocaleString('en')} hotspots, ${hours} days of hours; ms of ${ASKED} charts of subjects by chance, one after the other.

${table(await measured(db, hotspots, now))}

An hour of samples is rolled up in ${rolled} ms. On the disk:
${table(await sizes(db))}`)
  } finally {
    await db.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

async function addHotspots({ pool }: Database, count: number): Promise<void> {
  await pool.query(
    `insert into gateways (name, secret_sealed, vendor) select 'g' || n, '', 'generic' from generate_series(1, ${GATEWAYS}) as n`,
  )
  await pool.query(
    `insert into sites (name, latitude, longitude) select 's' || n, n / 1e5, n / 1e5 from generate_series(1, $1::int) as n`,
    [count],
  )
  await pool.query(
    `insert into hotspots (programme, code, name, site_id, latitude, longitude, gateway_id)
     select 'p', n, n, n, n / 1e5, n / 1e5, 1 + n % ${GATEWAYS} from generate_series(1, $1::int) as n`,
    [count],
  )
}

/** As rolling up writes them: a day's hours, or an hour's five minutes, together. */
async function fill(db: Database, now: number, hours: number): Promise<void> {
  const today = Math.floor(now / DAY_MS) * DAY_MS
  const subjects = `(select 'h'::"char" as kind, id from hotspots union all select 'g', id from gateways union all select 'c', 0)`
  const add = (into: string, from: number, to: number, step: string) =>
    db.pool.query(
      `insert into ${into} (${columns}) select kind, id, at, ${readings}
       from ${subjects} as s, generate_series($1::timestamptz, $2::timestamptz - interval '1 s', $3::interval) as at,
         lateral (select random() + id * 0 as r) as random order by kind, id, at`,
      [new Date(from), new Date(to), step],
    )
  for (let day = today - DAYS * DAY_MS; day < today; day += DAY_MS) {
    await add('kept_days', day, day + DAY_MS, '1 day')
    if (day < today - hours * DAY_MS) continue
    await ensurePartition(db, 'kept_hours', new Date(day), 'month')
    await add('kept_hours', day, day + DAY_MS, '1 hour')
  }
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS
  for (let hour = today - DAY_MS; hour < thisHour - HOUR_MS; hour += HOUR_MS) {
    await ensurePartition(db, 'kept_minutes', new Date(hour))
    await add('kept_minutes', hour, hour + HOUR_MS, '5 minutes')
  }
  await setMark(db.pool, 'days', today)
  for (const level of ['groups', 'hotspots'] as const) await setMark(db.pool, level, thisHour - HOUR_MS)
}

/** @returns ms */
async function rollUpHour(db: Database, hotspots: number, now: number): Promise<number> {
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS
  await ensurePartition(db, 'samples', new Date(thisHour - HOUR_MS))
  await ensurePartition(db, 'samples', new Date(thisHour))
  await db.pool.query(
    `insert into samples (hotspot_id, at, reachable, clients, in_bps, out_bps, load, memory_used)
     select id, at, true, id % 30, id * 1000, id * 300, 0.3, 0.4
     from generate_series($1::timestamptz, $2::timestamptz - interval '1 s', '1 minute') as at, generate_series(1, $3::int) as id`,
    [new Date(thisHour - HOUR_MS), new Date(thisHour), hotspots],
  )
  await db.pool.query('analyze samples')
  const began = Date.now()
  await rollUpAll(db, 'UTC', () => new Date(now))
  return Date.now() - began
}

async function measured(db: Database, hotspots: number, now: number): Promise<Row[]> {
  const rows: Row[] = []
  const kinds = [
    ['hotspot', () => ({ kind: 'h', id: 1 + Math.floor(Math.random() * hotspots) })],
    ['gateway', () => ({ kind: 'g', id: 1 + Math.floor(Math.random() * GATEWAYS) })],
    ['city', () => ({ kind: 'c', id: 0 })],
  ] as const
  for (const [name, subject] of kinds)
    for (const range of chartRanges) {
      const taken: number[] = []
      for (let asked = 0; asked < ASKED; asked++) {
        const began = performance.now()
        await chartOf(db, {
          subject: subject() as Subject,
          range,
          now: new Date(now),
          timeZone: 'UTC',
          pollSeconds: 60,
        })
        taken.push(performance.now() - began)
      }
      taken.sort((a, b) => a - b)
      const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(share * taken.length))]!
      const mark = at(0.99) > BOUND_MS ? ' (slow)' : ''
      rows.push({
        chart: `${name}, ${range}`,
        median: at(0.5).toFixed(1),
        p99: `${at(0.99).toFixed(1)}${mark}`,
        worst: at(1).toFixed(1),
      })
    }
  return rows
}

async function sizes({ pool }: Database): Promise<Row[]> {
  const { rows } = await pool.query<{ name: string; rows: number; octets: number }>(
    `select parent as name, sum(reltuples)::int8 as rows, sum(pg_total_relation_size(oid))::int8 as octets
     from (select c.oid, c.reltuples, coalesce(i.inhparent, c.oid)::regclass::text as parent
           from pg_class c left join pg_inherits i on i.inhrelid = c.oid where c.relkind = 'r') as tables
     where parent in ('samples', 'kept_minutes', 'kept_hours', 'kept_days') group by 1 order by 1`,
  )
  return rows.map(({ name, rows: count, octets }) => ({
    table: name,
    rows: count.toLocaleString('en'),
    size: `${Math.round(octets / 1e6)} MB`,
    'octets a row': `${Math.round(octets / Math.max(1, count))}`,
  }))
}
