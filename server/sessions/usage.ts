import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'

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
 * Use by day of one resident, device (MAC) or hotspot, oldest first; days without use are absent.
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
  const { rows } = await sql<DayUsage>`
    select day, count(distinct session_id) as sessions, sum(seconds) as seconds, sum(input_octets) as "inputOctets",
           sum(output_octets) as "outputOctets"
    from session_days where ${column} = ${id} and day between ${from} and ${to} group by day order by day`.execute(
    query,
  )
  return rows
}

/** Use of the whole city by day, as {@link usageByDay}. */
export async function usageOfCity(
  { query }: Pick<Database, 'query'>,
  from: string,
  to: string,
): Promise<Array<DayUsage & { residents: number }>> {
  const { rows } = await sql<DayUsage & { residents: number }>`
    select day, count(distinct session_id) as sessions, count(distinct resident_id) as residents, sum(seconds) as seconds,
           sum(input_octets) as "inputOctets", sum(output_octets) as "outputOctets"
    from session_days where day between ${from} and ${to} group by day order by day`.execute(query)
  return rows
}
