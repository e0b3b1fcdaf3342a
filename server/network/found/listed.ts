import type { Database } from '../../database/connection.ts'
import { parseMac } from '../../mac.ts'

/** An access point as a controller lists it. */
export interface Listed {
  /** What the controller knows it by: its address, where it tells that. */
  called: string
  name: string | null
  model: string | null
  serial: string | null
}

/** No controller has more. */
const MOST_OF_CONTROLLER = 10_000

/**
 * Keeps which of the access points that a controller lists nobody knows: no hotspot in use that is asked by SNMP, through
 * whatever agent, has the address or the serial number. What it lists no more is forgotten.
 */
export async function storeListed(
  { pool }: Pick<Database, 'pool'>,
  agentId: number,
  listed: readonly Listed[],
  at: Date,
): Promise<void> {
  const each = [...new Map(listed.map((one) => [one.called, one])).values()].slice(0, MOST_OF_CONTROLLER)
  await pool.query(
    `with given as (
       select * from unnest($3::text[], $4::macaddr[], $5::text[], $6::text[], $7::text[])
         as one (called, mac, name, model, serial)
     ), held as (
       select h.mac, h.serial, c.value::macaddr as bssid
       from hotspots h left join hotspot_calls c on c.hotspot_id = h.id and c.kind = 'bssid'
       where h.retired_at is null and h.agent_id is not null
     ), unknown as (
       select * from given
       where not exists (select from held where held.mac = given.mac) and not exists (select from held where bssid = given.mac)
         and not exists (select from held where folded(held.serial) = folded(given.serial))
     ), gone as (
       delete from found_access_points where agent_id = $1 and called not in (select called from unknown)
     )
     insert into found_access_points as f (agent_id, called, name, model, serial, first_at, last_at)
     select $1, u.called, u.name, u.model, u.serial, $2, $2 from unknown u
     where exists (select from agents where id = $1)
     on conflict (agent_id, called) do update set name = excluded.name, model = excluded.model,
       serial = excluded.serial, last_at = greatest(f.last_at, excluded.last_at)`,
    [
      ...[agentId, at, each.map(({ called }) => called), each.map(({ called }) => parseMac(called) ?? null)],
      ...(['name', 'model', 'serial'] as const).map((field) => each.map((one) => one[field])),
    ],
  )
}
