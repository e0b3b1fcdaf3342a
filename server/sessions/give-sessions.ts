import type { Database } from '../database/connection.ts'
import { heardName } from '../network/found/heard-name.ts'
import { announceSessions } from './ledger/announce.ts'

/**
 * Gives a hotspot the gateway's sessions that belonged to none and came from the access point that calls itself `called`
 * (see {@link heardName}), with their use by day; tells every process of those that go on.
 *
 * @returns how many
 */
export async function giveSessions(
  db: Pick<Database, 'pool'>,
  { gatewayId, called, hotspotId }: { gatewayId: number; called: string; hotspotId: number },
): Promise<number> {
  const { rows: said } = await db.pool.query<{ called: string | null; nas: string | null }>(
    `select distinct called_station_id as called, nas_identifier as nas from sessions
     where gateway_id = $1 and hotspot_id is null`,
    [gatewayId],
  )
  const theirs = said.filter((one) => heardName(one.called ?? one.nas) === called)
  if (theirs.length === 0) return 0
  const { rows } = await db.pool.query<{ id: number; residentId: number | null; live: boolean }>(
    `with given as (
       update sessions s set hotspot_id = $2
       from unnest($3::text[], $4::text[]) as said (called, nas)
       where s.gateway_id = $1 and s.hotspot_id is null and s.called_station_id is not distinct from said.called
         and s.nas_identifier is not distinct from said.nas
       returning s.id, s.resident_id, s.ended_at is null as live
     ), taken as (
       delete from session_days d using given where d.session_id = given.id and d.hotspot_id is null returning d.*
     ), moved as (
       insert into session_days as d
         (session_id, day, resident_id, device_mac, hotspot_id, seconds, input_octets, output_octets)
       select session_id, day, resident_id, device_mac, $2, seconds, input_octets, output_octets from taken
       on conflict (session_id, day, hotspot_id) do update set seconds = d.seconds + excluded.seconds,
         input_octets = d.input_octets + excluded.input_octets, output_octets = d.output_octets + excluded.output_octets
     )
     select id, resident_id as "residentId", live from given`,
    [gatewayId, hotspotId, theirs.map((one) => one.called), theirs.map((one) => one.nas)],
  )
  const live = rows.filter((row) => row.live)
  await announceSessions(
    db,
    live.map(({ id, residentId }) => ({ id, residentId, hotspotId })),
    'updated',
  )
  return rows.length
}
