import type { Database } from '../../database/connection.ts'
import { ensurePartition } from '../../database/schema/partitions.ts'
import { hotspotsBelongings } from '../../network/fragments.ts'
import { keptColumns } from './columns.ts'

const DAY_MS = 86_400_000
/** Of each, as many as its longest chart shows. */
const DAYS = { kept_days: 365, kept_hours: 30, kept_minutes: 1 } as const
type Kept = keyof typeof DAYS

/** bit/s that a device uses, down and up. */
const [DOWN, UP] = [450_000, 55_000]

/** A made-up city, as it was before its poller began. */
export interface PastCity {
  /** Hotspots with readings of their own. */
  hotspots: readonly number[]
  /** Devices at a hotspot in the busiest hour. */
  devices: number
  /** How busy each hour of the day is, as a share of the busiest: 24 of them, from midnight on. */
  hours: readonly number[]
  pollSeconds: number
  timeZone: string
}

/**
 * Stores what a poller would have kept of a made-up city before it began, so that charts show something: of the city, its
 * neighbourhoods and gateways, of some hotspots and their sites. It was busier each month, and less so on Sundays. Nothing is
 * stored where readings of a day are there.
 *
 * @returns how many rows were stored
 */
export async function storePastReadings(db: Database, city: PastCity, now = Date.now()): Promise<number> {
  const { rows } = await db.pool.query<{ known: boolean }>('select exists (select from kept_days) as known')
  if (rows[0]!.known) return 0
  const { hotspots, devices, hours, pollSeconds, timeZone } = city
  // The city's day may have begun on the day before, by UTC.
  for (let ago = DAYS.kept_hours + 2; ago >= 0; ago--)
    await ensurePartition(db, 'kept_hours', new Date(now - ago * DAY_MS), 'month')
  for (const ago of [2, 1, 0]) await ensurePartition(db, 'kept_minutes', new Date(now - ago * DAY_MS))
  const add = async (into: Kept, times: string, seconds: number) => {
    const values = [hotspots, timeZone, new Date(now), DAYS[into], seconds / pollSeconds, hours, devices]
    return (await db.pool.query(pastSql(into, times), values)).rowCount ?? 0
  }
  const days = await add('kept_days', 'select midnight as at from midnights', 86_400)
  const anHour = "generate_series(midnight, midnight + interval '23 hours', '1 hour')"
  const all = days + (await add('kept_hours', `select at from midnights, ${anHour} as at`, 3600))
  return all + (await add('kept_minutes', "select generate_series(begins, $3, '5 minutes') as at from since", 300))
}

/**
 * $1: hotspots; $2: the city's clock; $3: now; $4: days before; $5: polls of a hotspot in a step; $6: how busy each hour is;
 * $7: devices.
 * The city's day that goes on has five minutes alone, as when the poller keeps them.
 */
const pastSql = (into: Kept, times: string): string => `
  with places as (select id, gateway_id, neighbourhood_id,
                    case when count(*) over site > 1 and bool_or(id = any($1::bigint[])) over site then site_id end as site_id
                  from ${hotspotsBelongings} as h window site as (partition by site_id)),
    subjects as (select kind, subject_id, count(*) as hotspots, sum($7::float8 * 2 * busy) as devices
      from places
        cross join lateral (select (hashint8(id) & 1023) / 1023.0 as busy) as b
        cross join lateral (values ('g'::"char", gateway_id), ('n', neighbourhood_id), ('s', site_id), ('c', 0),
                                   ('h', case when id = any($1::bigint[]) then id end)) as subjects (kind, subject_id)
      where subject_id is not null group by kind, subject_id),
    today as (select date_trunc('day', $3::timestamptz, $2) as midnight),
    since as (select date_bin('5 minutes', $3::timestamptz - $4::integer * interval '1 day', 'epoch') as begins),
    midnights as (select (midnight at time zone $2 - ago * interval '1 day') at time zone $2 as midnight
                  from today, generate_series(1, $4::integer) as ago),
    times as (${times})
  insert into ${into} (${keptColumns})
  select kind, subject_id, at, round(hotspots * $5::float8), round(hotspots * $5::float8 * (0.97 + 0.03 * r)),
    c, c * 0.6, c * 1.5, c * ${DOWN}, c * ${DOWN} * 0.5, c * ${DOWN} * 1.8, c * ${UP}, c * ${UP} * 0.5, c * ${UP} * 1.8,
    case when kind = 'h' then round(100 + 200 * r) end, case when kind = 'h' then round(300 + 300 * r) end,
    case when kind = 'h' then round(350 + 50 * r) end
  from subjects
    cross join times
    cross join lateral (select at at time zone $2 as clock, random() + subject_id * 0 as r) as local
    cross join lateral (select devices * (0.8 + 0.4 * r)
      * case when extract(dow from clock) = 0 then 0.7 else 1 end
      * (1 - 0.4 * extract(epoch from $3::timestamptz - at) / 31536000)
      * ${into === 'kept_days' ? '(select avg(busy) from unnest($6::float8[]) as busy)' : '($6::float8[])[1 + extract(hour from clock)::integer]'} as c
    ) as used
  order by kind, subject_id, at
  on conflict do nothing`
