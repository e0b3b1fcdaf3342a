import type { Database } from '../database/connection.ts'

type Pool = Pick<Database, 'pool'>

/** Devices that a full hotspot turned away within an hour, each once. */
export interface TurnedAwayInHour {
  /** Its beginning. */
  hour: Date
  hotspotId: number
  devices: number
}

/** Puts whole hours in place of what was counted of them before. */
export async function putTurnedAway({ pool }: Pool, counts: readonly TurnedAwayInHour[]): Promise<void> {
  if (counts.length === 0) return
  await pool.query(
    `insert into turned_away (hour, hotspot_id, devices)
     select * from unnest($1::timestamptz[], $2::bigint[], $3::integer[])
     on conflict (hour, hotspot_id) do update set devices = excluded.devices`,
    [counts.map(({ hour }) => hour), counts.map(({ hotspotId }) => hotspotId), counts.map(({ devices }) => devices)],
  )
}

/** Forgets the hours before `before`: days have them, by every place. */
export async function forgetTurnedAway({ pool }: Pool, before: Date): Promise<void> {
  await pool.query('delete from turned_away where hour < $1', [before])
}
