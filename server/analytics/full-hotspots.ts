import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'

/** How a hotspot was used that was full at times. */
export interface FullHotspot {
  hotspotId: number
  /** Devices at a time that it is made for. */
  places: number
  /** Days on which it was used. */
  days: number
  /**
   * Mean of devices at a time in the busiest hour of each day (ITU-T E.500, average daily peak hour). An hour that the
   * clocks showed twice has no more than were there at a time.
   */
  carried: number
  /** Minutes that it had as many devices as it is made for, all days together. */
  fullMinutes: number
}

export interface FullHotspots {
  /** `yyyy-mm-dd`, both included; null where nothing is counted. */
  period: { from: string; to: string } | null
  hotspots: FullHotspot[]
}

/** When use was counted last; null: never. */
export async function lastCountedAt({ query }: Pick<Database, 'query'>): Promise<Date | null> {
  const row = await query
    .selectFrom('usage_counts')
    .select(({ fn }) => fn.max('counted_at').as('at'))
    .executeTakeFirst()
  return row?.at ?? null
}

/** A day goes on, where it is the last that was counted, and that was soon: its busiest hour may be yet to come. */
const isOver = sql`(counted_at >= since + 2 or since < (select max(since) from usage_counts where step = 'day'))`

/** Hotspots that were full at some time in the last counted days that are over. */
export async function fullHotspots({ query }: Pick<Database, 'query'>, days: number): Promise<FullHotspots> {
  const { rows: last } = await sql<{ from: string | null; to: string | null }>`
    select greatest(max(since) - ${days}::integer + 1, min(since))::text as "from", max(since)::text as "to"
    from usage_counts where step = 'day' and ${isOver}`.execute(query)
  const { from, to } = last[0]!
  if (from === null || to === null) return { period: null, hotspots: [] }
  const { rows } = await sql<FullHotspot>`
    select place::bigint as "hotspotId", max(capacity) as places, count(*)::integer as days,
      avg(least((select max(seconds) from unnest(hour_seconds) as seconds) / 3600.0, peak)) as carried,
      sum(saturated_minutes)::integer as "fullMinutes"
    from usage_days
    where kind = 'hotspot' and day between ${from}::date and ${to}::date and capacity is not null and place in (
      select place from usage_days
      where kind = 'hotspot' and day between ${from}::date and ${to}::date and saturated_minutes > 0)
    group by place order by place`.execute(query)
  return { period: { from, to }, hotspots: rows.map((row) => ({ ...row, carried: Number(row.carried) })) }
}
