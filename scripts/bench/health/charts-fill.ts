import type { Database } from '../../../server/database/connection.ts'
import { ensurePartition } from '../../../server/database/schema/partitions.ts'
import { setMark } from '../../../server/health/kept/marks.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const DAYS = 365
/** Places that a city of 35,000 hotspots has, by what they are kept as. */
export const places = { s: 2000, g: 900, n: 1800, c: 1 } as const

const readings = `60, 58, r * 20, r * 9, r * 35, r * 2e7, r * 1e6, r * 6e7, r * 2e6, r * 1e5, r * 9e6, r, r, r`
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

/** As rolling up writes them: a day's hours, or an hour's five minutes, together. */
export async function fillKept(
  db: Database,
  now: number,
  { hotspots, hours }: { hotspots: number; hours: number },
  say: (line: string) => void,
): Promise<void> {
  const today = Math.floor(now / DAY_MS) * DAY_MS
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS
  const subjects = Object.entries({ h: hotspots, ...places })
    .map(
      ([kind, count]) =>
        `select '${kind}'::"char" as kind, generate_series(${kind === 'c' ? 0 : 1}, ${kind === 'c' ? 0 : count}) as id`,
    )
    .join(' union all ')
  const add = (into: string, from: number, to: number, step: string) =>
    db.pool.query(
      `insert into ${into} (${columns}) select kind, id, at, ${readings}
       from (${subjects}) as s, generate_series($1::timestamptz, $2::timestamptz - interval '1 s', $3::interval) as at,
         lateral (select random() + id * 0 as r) as random order by kind, id, at`,
      [new Date(from), new Date(to), step],
    )
  const days = async () => {
    // Its index is made afterwards, which takes a fraction of the time.
    await db.pool.query('alter table kept_days drop constraint kept_days_pkey')
    for (let day = today - DAYS * DAY_MS; day < today; day += DAY_MS) await add('kept_days', day, day + DAY_MS, '1 day')
    await db.pool.query('alter table kept_days add primary key (kind, subject_id, at)')
    say('a year of days is stored')
  }
  const minutes = async () => {
    for (let hour = today - DAY_MS; hour < thisHour - HOUR_MS; hour += HOUR_MS) {
      await ensurePartition(db, 'kept_minutes', new Date(hour))
      await add('kept_minutes', hour, hour + HOUR_MS, '5 minutes')
    }
    say('five minutes are stored')
  }
  const hoursOfDays = async () => {
    for (let day = today - DAYS * DAY_MS; day < today; day += DAY_MS) {
      await ensurePartition(db, 'kept_hours', new Date(day), 'month')
      if (day >= today - hours * DAY_MS) await add('kept_hours', day, day + DAY_MS, '1 hour')
    }
    say('hours are stored')
  }
  await Promise.all([days(), minutes(), hoursOfDays()])
  await setMark(db.pool, 'days', today)
  for (const level of ['groups', 'hotspots'] as const) await setMark(db.pool, level, thisHour - HOUR_MS)
}
