import type { Database } from '../../database/connection.ts'

type Pool = Pick<Database, 'pool'>

/** Of sessions that began before the last so many at a hotspot nothing is asked when it was last heard of. */
const LAST_SESSIONS = 20

/** How many sessions began at a hotspot in each hour of the week. */
export interface StartsByHour {
  hotspotId: number
  /** The first of them. */
  firstAt: Date
  /** 168 counts, from Monday 0:00 by the city's clock. */
  starts: number[]
}

/** Of the hotspots with ids from `first` to before `end`, of sessions since `since`; none for hotspots without any. */
export async function startsByHourOfWeek(
  { pool }: Pool,
  { first, end, since, timeZone }: { first: number; end: number; since: Date; timeZone: string },
): Promise<StartsByHour[]> {
  const { rows } = await pool.query<{ hotspotId: number; firstAt: Date; hours: number[]; counts: number[] }>(
    `select hotspot_id as "hotspotId", min(first_at) as "firstAt", array_agg(hour::int) as hours, array_agg(count::int) as counts
     from (select hotspot_id, min(started_at) as first_at, count(*) as count,
             (extract(isodow from started_at at time zone $4) - 1) * 24 + extract(hour from started_at at time zone $4) as hour
           from sessions where hotspot_id >= $1 and hotspot_id < $2 and started_at >= $3
           group by hotspot_id, hour) as counted
     group by hotspot_id order by hotspot_id`,
    [first, end, since, timeZone],
  )
  return rows.map(({ hotspotId, firstAt, hours, counts }) => {
    const starts = Array<number>(168).fill(0)
    for (const [index, hour] of hours.entries()) starts[hour] = counts[index]!
    return { hotspotId, firstAt, starts }
  })
}

/** When hotspots' sessions were last heard of, where they ever were. */
export async function lastHeardAt({ pool }: Pool, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await pool.query<{ id: number; at: Date }>({
    name: 'hotspots last heard',
    text: `select asked.id, greatest(
             (select max(updated_at) from sessions where hotspot_id = asked.id and ended_at is null),
             (select max(updated_at) from (select updated_at from sessions where hotspot_id = asked.id
                order by started_at desc limit ${LAST_SESSIONS}) as last)) as at
           from unnest($1::bigint[]) as asked (id)`,
    values: [ids],
  })
  return new Map(rows.flatMap(({ id, at }) => (at ? [[id, at.getTime()]] : [])))
}

/** When a session last began at each hotspot, where one has since `since` (of each its own, ms). */
export async function lastBegunAt(
  { pool }: Pool,
  asked: ReadonlyArray<{ id: number; since: number }>,
): Promise<Map<number, number>> {
  if (asked.length === 0) return new Map()
  const { rows } = await pool.query<{ id: number; at: Date }>({
    name: 'hotspots last begun',
    text: `select asked.id, (select max(started_at) from sessions
                             where hotspot_id = asked.id and started_at > asked.since) as at
           from unnest($1::bigint[], $2::timestamptz[]) as asked (id, since)`,
    values: [asked.map(({ id }) => id), asked.map(({ since }) => new Date(since))],
  })
  return new Map(rows.flatMap(({ id, at }) => (at ? [[id, at.getTime()]] : [])))
}

/** When any session of the city was last heard of, within the last hour; undefined: none was. */
export async function cityHeardAt({ pool }: Pool, now: number): Promise<number | undefined> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `select max(updated_at) as at from sessions where ended_at is null or ended_at > $1::timestamptz - interval '1 hour'`,
    [new Date(now)],
  )
  return rows[0]?.at?.getTime()
}
