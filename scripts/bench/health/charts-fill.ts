import type { Database } from '../../../server/database/connection.ts'
import { ensurePartition } from '../../../server/database/schema/partitions.ts'
import { setMark } from '../../../server/health/kept/marks.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const DAYS = 365
/** Of the hours that no chart reads, those of one subject of so many are stored: their partitions are there, and not empty. */
const ONE_OF = 100
/** Places that a city of 35,000 hotspots has, by what they are kept as. */
export const places = { s: 2000, g: 900, n: 1800, c: 1 } as const

const readings = `60, 58, r * 20, r * 9, r * 35, r * 2e7, r * 1e6, r * 6e7, r * 2e6, r * 1e5, r * 9e6,
  r * 300, r * 900, r * 500`
const columns = `kind, subject_id, at, polls, answered, clients, clients_min, clients_max, in_bps, in_min, in_max,
  out_bps, out_min, out_max, load, load_max, memory_used`

export async function addHotspots({ pool }: Database, count: number): Promise<void> {
  await pool.query(
    `insert into gateways (name, secret_sealed, vendor) select 'g' || n, '', 'generic' from generate_series(1, $1::int) as n`,
    [places.g],
  )
  await pool.query(
    `insert into sites (name, latitude, longitude) select 's' || n, n / 1e5, n / 1e5 from generate_series(1, $1::int) as n`,
    [count],
  )
  await pool.query(
    `insert into hotspots (programme, code, name, site_id, latitude, longitude, gateway_id)
     select 'p', n, n, n, n / 1e5, n / 1e5, 1 + n % $2::int from generate_series(1, $1::int) as n`,
    [count, places.g],
  )
}

type Kept = 'kept_days' | 'kept_hours' | 'kept_minutes'

/** As rolling up writes them: a day's hours, or an hour's five minutes, together. */
export async function fillKept(
  db: Database,
  now: number,
  { hotspots, hours }: { hotspots: number; hours: number },
  say: (line: string) => void,
): Promise<void> {
  const today = Math.floor(now / DAY_MS) * DAY_MS
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS
  const add = (into: Kept, from: number, to: number, step: string, oneOf = 1) =>
    db.pool.query(
      // The series hangs on the subject by nothing, so that the rows come in their order without being sorted.
      `insert into ${into} (${columns}) select kind, id, at, ${readings}
       from (${subjectsOf(hotspots, oneOf)}) as s,
         lateral generate_series($1::timestamptz, $2::timestamptz - interval '1 s', $3::interval + id * interval '0') as at,
         lateral (select random() + id * 0 as r) as random`,
      [new Date(from), new Date(to), step],
    )
  const days = async () => {
    for (let day = today - DAYS * DAY_MS; day < today; day += DAY_MS) await add('kept_days', day, day + DAY_MS, '1 day')
  }
  const minutes = async () => {
    for (let hour = today - DAY_MS; hour < thisHour - HOUR_MS; hour += HOUR_MS)
      await add('kept_minutes', hour, hour + HOUR_MS, '5 minutes')
  }
  const hoursOfDays = async () => {
    for (let day = today - DAYS * DAY_MS; day < today; day += DAY_MS)
      await add('kept_hours', day, day + DAY_MS, '1 hour', day >= today - hours * DAY_MS ? 1 : ONE_OF)
  }
  for (let day = today - DAYS * DAY_MS; day <= today; day += DAY_MS)
    await ensurePartition(db, 'kept_hours', new Date(day), 'month')
  for (const day of [today - DAY_MS, today]) await ensurePartition(db, 'kept_minutes', new Date(day))
  await Promise.all([
    quickly(db, 'kept_days', days).then(() => say('a year of days is stored')),
    quickly(db, 'kept_minutes', minutes).then(() => say('five minutes are stored')),
    quickly(db, 'kept_hours', hoursOfDays).then(() => say('hours are stored')),
  ])
  await setMark(db.pool, 'days', today)
  for (const level of ['groups', 'hotspots'] as const) await setMark(db.pool, level, thisHour - HOUR_MS)
}

/** Every hotspot and every place, or one of so many, in the order of the index. */
const subjectsOf = (hotspots: number, oneOf: number): string =>
  `select kind, id from (${Object.entries({ h: hotspots, ...places })
    .map(([kind, count]) => {
      const [first, last] = kind === 'c' ? [0, 0] : [1, count]
      return `select '${kind}'::"char" as kind, id from generate_series(${first}, ${last}) as id`
    })
    .join(' union all ')}) as each where id % ${oneOf} = 0 order by kind, id`

/** Hotspots and hours by which it is measured what a row takes. */
const MEASURED = { hotspots: 2000, hours: 24 }

/** Octets of a row of what is kept with its part of the index, written as rolling up does: an hour's five minutes together. */
export async function octetsOfRow({ pool }: Database): Promise<number> {
  await pool.query('create table measured (like kept_minutes including all)')
  for (let hour = 0; hour < MEASURED.hours; hour++)
    await pool.query(
      `insert into measured (${columns}) select 'h', id, at, ${readings}
       from generate_series(1, ${MEASURED.hotspots}) as id,
         lateral generate_series($1::timestamptz, $1::timestamptz + interval '59 min', '5 minutes') as at,
         lateral (select random() + id * 0 as r) as random order by id, at`,
      [new Date(hour * HOUR_MS)],
    )
  const { rows } = await pool.query<{ octets: number }>(
    "select pg_total_relation_size('measured')::float8 / count(*) as octets from measured",
  )
  await pool.query('drop table measured')
  return rows[0]!.octets
}

/** Without WAL, and the index made afterwards: a fraction of the time. */
async function quickly({ pool }: Database, table: Kept, fill: () => Promise<void>): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c left join pg_inherits i on i.inhrelid = c.oid
     where c.relkind = 'r' and coalesce(i.inhparent, c.oid) = $1::regclass`,
    [table],
  )
  await pool.query(`alter table ${table} drop constraint ${table}_pkey`)
  for (const { name } of rows) await pool.query(`alter table ${name} set unlogged`)
  await fill()
  await pool.query(`alter table ${table} add primary key (kind, subject_id, at)`)
  await pool.query(`vacuum analyze ${table}`)
}
