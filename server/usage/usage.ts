import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { type Quotas, quotaSql, quotaValues } from './daily-quota.ts'
import { dayStart } from './local-day.ts'

/** Use on one local day, sessions under way included as far as they have reported. */
export interface Usage {
  seconds: number
  inputOctets: number
  outputOctets: number
}

export const octetsOf = (usage: Usage): number => usage.inputOctets + usage.outputOctets

/** @param day local day, `yyyy-mm-dd`; a resident without use is absent from the result */
export async function usageOfResidents(
  { pool }: Pick<Database, 'pool'>,
  residentIds: number[],
  day: string,
): Promise<Map<number, Usage>> {
  const { rows } = await pool.query<Usage & { id: number }>(
    `select resident_id as id, sum(seconds) as seconds, sum(input_octets) as "inputOctets",
            sum(output_octets) as "outputOctets"
     from session_days where resident_id = any($1::bigint[]) and day = $2 group by resident_id`,
    [residentIds, day],
  )
  return new Map(rows.map(({ id, ...usage }) => [id, usage]))
}

export interface TodayOptions {
  /** The local day of an instant, `yyyy-mm-dd`. */
  dayOf(instant: Date): string
  /** Sessions that have not reported since are not live: see `silence.ts`. */
  since: Date
  now?: Date
}

/** Seconds of today ($3 is when it began, $4 now) that a live session has not reported yet. */
const UNREPORTED_SECONDS = `greatest(0, floor(extract(epoch from $4::timestamptz - greatest(s.updated_at, $3::timestamptz))))::bigint`

/**
 * What quotas count: use today, with the time that has passed since the last report of each session under way. Octets
 * are known only as far as they were reported. Every resident asked for is in the result.
 */
export async function usageNow(
  { pool }: Pick<Database, 'pool'>,
  residentIds: number[],
  { dayOf, since, now = new Date() }: TodayOptions,
): Promise<Map<number, Usage>> {
  const { rows } = await pool.query<Usage & { id: number }>(
    `select id, coalesce(used.seconds, 0) + coalesce(running.seconds, 0) as seconds,
            coalesce(used.input_octets, 0) as "inputOctets", coalesce(used.output_octets, 0) as "outputOctets"
     from unnest($1::bigint[]) as resident (id),
       lateral (select sum(seconds) as seconds, sum(input_octets) as input_octets, sum(output_octets) as output_octets
                from session_days where resident_id = id and day = $2) as used,
       lateral (select sum(${UNREPORTED_SECONDS}) as seconds
                from sessions s where resident_id = resident.id and ended_at is null and updated_at >= $5) as running`,
    [residentIds, dayOf(now), dayStart(dayOf, now), now, since],
  )
  return new Map(rows.map(({ id, ...usage }) => [id, usage]))
}

/** All but the octets of the default. */
const TIME_VALUES = 4

/**
 * Residents who have used up today's time, as {@link usageNow} counts, that they may use where a live session of theirs
 * is.
 */
export async function residentsOutOfTime(
  { pool }: Pick<Database, 'pool'>,
  quotas: Quotas,
  { dayOf, since, now = new Date() }: TodayOptions,
): Promise<number[]> {
  const quota = quotaSql(5)
  const { rows } = await pool.query<{ id: number }>(
    `select resident_id as id
     from (select resident_id, sum(${UNREPORTED_SECONDS}) as seconds, min(${quota.seconds}) as daily_seconds
           from sessions s ${quota.join}
           where ended_at is null and resident_id is not null and s.updated_at >= $1 group by resident_id) as running
     where seconds + coalesce((select sum(seconds) from session_days d
                               where d.resident_id = running.resident_id and day = $2), 0) >= daily_seconds`,
    [since, dayOf(now), dayStart(dayOf, now), now, ...quotaValues(quotas).slice(0, TIME_VALUES)],
  )
  return rows.map(({ id }) => id)
}

/** MACs of the devices with a session under way that has reported since `since`, by resident. */
export async function liveDevices(
  { pool }: Pick<Database, 'pool'>,
  residentIds: number[],
  since: Date,
): Promise<Map<number, Set<string>>> {
  const { rows } = await pool.query<{ resident_id: number; macs: string[] }>(
    `select resident_id, array_agg(distinct device_mac::text) as macs from sessions
     where resident_id = any($1::bigint[]) and ended_at is null and device_mac is not null and updated_at >= $2
     group by resident_id`,
    [residentIds, since],
  )
  return new Map(rows.map((row) => [row.resident_id, new Set(row.macs)]))
}

const columns = { resident: 'resident_id', device: 'device_mac', hotspot: 'hotspot_id' } as const

export interface DayUsage extends Usage {
  day: string
  sessions: number
}

/**
 * Use by day of one resident, device (MAC) or hotspot, oldest first; days without use are absent. Of sessions that are
 * kept no longer (see `retention.ts`) the sums by hotspot remain.
 *
 * @param from first local day, `yyyy-mm-dd`
 * @param to last local day, included
 */
export async function usageByDay(
  { query }: Pick<Database, 'query'>,
  of: { resident: number } | { device: string } | { hotspot: number },
  from: string,
  to: string,
): Promise<DayUsage[]> {
  const [kind, id] = Object.entries(of)[0] as [keyof typeof columns, number | string]
  const column = sql.ref(columns[kind])
  const archived = kind === 'hotspot' ? sql`hotspot_id = ${id}` : sql`false`
  const { rows } = await sql<DayUsage>`
    select day, sum(sessions) as sessions, sum(seconds) as seconds, sum(input_octets) as "inputOctets",
           sum(output_octets) as "outputOctets"
    from (select day, count(distinct session_id) as sessions, sum(seconds) as seconds,
                 sum(input_octets) as input_octets, sum(output_octets) as output_octets
          from session_days where ${column} = ${id} and day between ${from} and ${to} group by day
          union all
          select day, sessions, seconds, input_octets, output_octets
          from usage_archive where ${archived} and day between ${from} and ${to}) as used
    group by day order by day`.execute(query)
  return rows
}

/** Use of the whole city by day, as {@link usageByDay}; residents of days that are sums only are not counted. */
export async function usageOfCity(
  { query }: Pick<Database, 'query'>,
  from: string,
  to: string,
): Promise<Array<DayUsage & { residents: number }>> {
  const { rows } = await sql<DayUsage & { residents: number }>`
    select day, sum(sessions) as sessions, sum(residents) as residents, sum(seconds) as seconds,
           sum(input_octets) as "inputOctets", sum(output_octets) as "outputOctets"
    from (select day, count(distinct session_id) as sessions, count(distinct resident_id) as residents,
                 sum(seconds) as seconds, sum(input_octets) as input_octets, sum(output_octets) as output_octets
          from session_days where day between ${from} and ${to} group by day
          union all
          select day, sum(sessions), 0, sum(seconds), sum(input_octets), sum(output_octets)
          from usage_archive where day between ${from} and ${to} group by day) as used
    group by day order by day`.execute(query)
  return rows
}
