import type { Database } from '../../database/connection.ts'

/**
 * The local day, `yyyy-mm-dd`, of the first session at these hotspots of those that are still kept; undefined where there is
 * none.
 */
export async function firstBegun(
  { pool }: Pick<Database, 'pool'>,
  hotspotIds: readonly number[],
  timeZone: string,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ day: string | null }>(
    `select (min(first.at) at time zone $2)::date::text as day
     from unnest($1::bigint[]) as asked (id), lateral (
       select started_at as at from sessions where hotspot_id = asked.id order by started_at limit 1) as first`,
    [hotspotIds, timeZone],
  )
  return rows[0]!.day ?? undefined
}
