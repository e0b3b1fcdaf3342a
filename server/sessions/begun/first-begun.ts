import type { Database } from '../../database/connection.ts'
import { allHotspots } from '../../network/fragments.ts'

/**
 * The local day, `yyyy-mm-dd`, of the first session at any hotspot of those that are still kept; undefined where there is
 * none.
 */
export async function firstBegun({ pool }: Pick<Database, 'pool'>, timeZone: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ day: string | null }>(
    `select (min(first.at) at time zone $1)::date::text as day
     from ${allHotspots} as h, lateral (
       select started_at as at from sessions where hotspot_id = h.id order by started_at limit 1) as first`,
    [timeZone],
  )
  return rows[0]!.day ?? undefined
}
