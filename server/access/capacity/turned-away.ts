import type { TurnedAwayInHour } from '../../analytics/turned-away.ts'
import type { Database } from '../../database/connection.ts'

/** Devices that full hotspots turned away, by hour of the city's clock. @param since the hour that it is in is whole */
export async function turnedAwayByHour(
  { pool }: Pick<Database, 'pool'>,
  since: Date,
  timeZone: string,
): Promise<TurnedAwayInHour[]> {
  const { rows } = await pool.query<TurnedAwayInHour>(
    `select date_trunc('hour', at, $2) as hour, hotspot_id as "hotspotId",
            count(distinct coalesce(device_mac::text, device_pseudonym))::integer as devices
     from access_log
     where reason = 'hotspot-full' and at >= date_trunc('hour', $1::timestamptz, $2) and hotspot_id is not null
     group by 1, 2`,
    [since, timeZone],
  )
  return rows
}
