import type { Database } from '../database/connection.ts'

/** A live session that counts for nobody, since no Access-Accept of its device was known when it was reported. */
export interface UnacceptedSession {
  id: number
  gatewayId: number
  deviceMac: string
  startedAt: Date
}

/** So many are looked at at once: a gateway that was told to let nobody in may report any number. */
const MOST = 1000

/** Those that began since then, the newest first. */
export async function unacceptedSessions(
  { pool }: Pick<Database, 'pool'>,
  startedSince: Date,
): Promise<UnacceptedSession[]> {
  const { rows } = await pool.query<UnacceptedSession>(
    `select id, gateway_id as "gatewayId", device_mac::text as "deviceMac", started_at as "startedAt" from sessions
     where ended_at is null and doubt = 'unaccepted' and resident_id is null and device_mac is not null
       and erased_at is null and started_at >= $1
     order by started_at desc limit ${MOST}`,
    [startedSince],
  )
  return rows
}

/**
 * Has these count for whom an Access-Accept let their device in, with what they have used so far; null: an emergency let in
 * whoever it was. Those that a report has told of meanwhile stay as they are.
 *
 * @returns those that it changed
 */
export async function acceptSessions(
  { pool }: Pick<Database, 'pool'>,
  accepted: ReadonlyArray<{ id: number; residentId: number | null }>,
): Promise<Array<{ id: number; hotspotId: number | null; residentId: number | null }>> {
  if (accepted.length === 0) return []
  const { rows } = await pool.query<{ id: number; hotspotId: number | null; residentId: number | null }>(
    `with given as (select * from unnest($1::bigint[], $2::bigint[]) as given (id, resident_id)),
       taken as (
         update sessions s set resident_id = given.resident_id, doubt = null from given
         where s.id = given.id and s.resident_id is null and s.doubt = 'unaccepted' and s.erased_at is null
         returning s.id, s.hotspot_id, s.resident_id),
       days as (update session_days d set resident_id = taken.resident_id from taken
                where d.session_id = taken.id and d.resident_id is null)
     select id, hotspot_id as "hotspotId", resident_id as "residentId" from taken`,
    [accepted.map(({ id }) => id), accepted.map(({ residentId }) => residentId)],
  )
  return rows
}
