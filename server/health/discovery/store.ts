import type { Database } from '../../database/connection.ts'
import type { AgentIdentity } from './identify.ts'

type Pool = Pick<Database, 'pool'>

/** An agent that answered, or an access point of which a controller tells. */
export interface DiscoveredAgent {
  id: number
  host: string
  port: number
  /** The access point's address; empty: the agent itself. */
  key: string
  credentialId: number
  discoveryId: number
  at: Date
  profile: string
  name: string | null
  description: string | null
  model: string | null
  serial: string | null
  macs: string[]
  /** How many access points it tells of; null: it is no controller. */
  accessPoints: number | null
}

interface Origin {
  discoveryId: number
  host: string
  port: number
  credentialId: number
}

/** Stores what an agent says it is, and its access points where it is a controller; what it told before goes. */
export async function storeDiscovered({ pool }: Pool, origin: Origin, identity: AgentIdentity): Promise<void> {
  const { accessPoints, macs, ...own } = identity
  const rows = [
    { ...own, key: '', macs, access_points: accessPoints?.length ?? null },
    ...new Map(accessPoints?.map((one) => [one.mac, one])).values(),
  ].map((row) =>
    'mac' in row
      ? { ...row, key: row.mac, macs: [row.mac], profile: own.profile, description: null, access_points: null }
      : row,
  )
  await pool.query(
    `with given as (
       select * from jsonb_to_recordset($5::jsonb) as one (key text, profile text, name text, description text, model text,
         serial text, macs text[], access_points integer)
     ), gone as (
       delete from discovered_agents where host = $1 and port = $2 and key not in (select key from given)
     )
     insert into discovered_agents (host, port, credential_id, discovery_id, key, profile, name, description, model,
       serial, macs, access_points)
     select $1, $2, $3, $4, key, profile, name, description, model, serial, macs, access_points from given
     on conflict (host, port, key) do update set credential_id = excluded.credential_id,
       discovery_id = excluded.discovery_id, at = now(), profile = excluded.profile, name = excluded.name,
       description = excluded.description, model = excluded.model, serial = excluded.serial, macs = excluded.macs,
       access_points = excluded.access_points`,
    [origin.host, origin.port, origin.credentialId, origin.discoveryId, JSON.stringify(rows)],
  )
}

/** Which are meant; absent: all. */
export interface DiscoveredFilter {
  discoveryId?: number | undefined
  ids?: readonly number[] | undefined
  /** Controllers and access points at this address. */
  at?: { host: string; port: number } | undefined
}

/** What was found, in the order in which it was found first: a controller before its access points. */
export async function listDiscovered(
  { pool }: Pool,
  { discoveryId, ids, at }: DiscoveredFilter = {},
): Promise<DiscoveredAgent[]> {
  const { rows } = await pool.query<DiscoveredAgent>(
    `select d.id, host, port, key, credential_id as "credentialId", discovery_id as "discoveryId", at, profile, name,
       description, model, serial, macs, access_points as "accessPoints"
     from discovered_agents d
     where ($1::bigint is null or discovery_id = $1) and ($2::bigint[] is null or d.id = any($2))
       and ($3::text is null or (host = $3 and port = $4)) order by d.id`,
    [discoveryId ?? null, ids ?? null, at?.host ?? null, at?.port ?? null],
  )
  return rows
}
