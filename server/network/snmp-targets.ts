import type { Database } from '../database/connection.ts'
import type { Sealer } from '../sealing.ts'
import { openCredential, type SealedCredential, type SnmpCredential, sealedCredential } from './agents/credentials.ts'
import type { HealthLimits } from './groups/health-limits.ts'
import type { AgentKind } from './tables.ts'

/** An SNMP agent that is to be asked, and the hotspots of which it speaks; the credential is in clear, for use and never for show. */
export interface SnmpTarget {
  agentId: number
  /** An address or host name. */
  host: string
  port: number
  kind: AgentKind
  /** The interface that the operator says is the uplink. */
  uplink: string | null
  credential: SnmpCredential
  hotspots: PolledHotspot[]
}

/** A hotspot in use that hangs on an agent, and what a controller may know it by. */
export interface AgentHotspot {
  id: number
  /** Its MAC, serial or name at the controller, where somebody said so. */
  key: string | null
  mac: string | null
  serial: string | null
  name: string
}

/** By which it is told well or ill, too. */
export interface PolledHotspot extends AgentHotspot {
  /** How many devices it is said to serve at a time. */
  capacity: number | null
  /** Of its group; null: as everywhere. */
  limits: HealthLimits | null
}

type Row = SealedCredential & Omit<SnmpTarget, 'credential'> & { credential: number }

/**
 * The agents on which hotspots in use hang, and all that are no access points', of those whose id modulo `shardCount` is in `shards`.
 *
 * @throws {SealError} when a credential was sealed with another `PLAZA_SECRET`
 */
export async function snmpTargets(
  { pool }: Pick<Database, 'pool'>,
  sealer: Sealer,
  shards: readonly number[],
  shardCount: number,
): Promise<SnmpTarget[]> {
  const { rows } = await pool.query<Row>(
    `select a.id as "agentId", a.host, a.port, a.kind, a.uplink, c.id as credential, ${sealedCredential},
       coalesce(json_agg(json_build_object('id', h.id, 'key', h.agent_key, 'mac', h.mac, 'serial', h.serial, 'name', h.name,
           'capacity', h.capacity, 'limits', g.health)
         order by h.id) filter (where h.id is not null), '[]') as hotspots
     from agents a join snmp_credentials c on c.id = a.credential_id
     left join hotspots h on h.agent_id = a.id and h.retired_at is null
     left join hotspot_groups g on g.id = h.group_id
     where a.id % $1 = any($2::int[])
     group by a.id, c.id having a.kind <> 'access-point' or count(h.id) > 0
     order by a.id`,
    [shardCount, shards],
  )
  const open = openedOnce(sealer)
  return rows.map(({ agentId, host, port, kind, uplink, hotspots, ...row }) => ({
    ...{ agentId, host, port, kind, uplink, credential: open(row), hotspots },
  }))
}

/** The hotspots in use that hang on agents (or the one of this id), with what a controller may know them by. */
export async function agentHotspots(
  { pool }: Pick<Database, 'pool'>,
  id?: number,
): Promise<Array<AgentHotspot & { agentId: number; kind: AgentKind }>> {
  const { rows } = await pool.query<AgentHotspot & { agentId: number; kind: AgentKind }>(
    `select h.id, h.agent_key as key, h.mac, h.serial, h.name, a.id as "agentId", a.kind
     from hotspots h join agents a on a.id = h.agent_id
     where h.retired_at is null and ($1::bigint is null or h.id = $1)`,
    [id ?? null],
  )
  return rows
}

/**
 * Where every agent is that is asked, and by which credential: those of hotspots in use, and all that are no access points'.
 *
 * @throws {SealError}
 */
export async function agentHosts(
  { pool }: Pick<Database, 'pool'>,
  sealer: Sealer,
): Promise<Array<Pick<SnmpTarget, 'agentId' | 'host' | 'credential'>>> {
  const { rows } = await pool.query<Omit<Row, 'hotspots'>>(
    `select a.id as "agentId", a.host, c.id as credential, ${sealedCredential}
     from agents a join snmp_credentials c on c.id = a.credential_id where a.kind <> 'access-point'
       or exists (select from hotspots h where h.agent_id = a.id and h.retired_at is null)`,
  )
  const open = openedOnce(sealer)
  return rows.map((row) => ({ agentId: row.agentId, host: row.host, credential: open(row) }))
}

/** Thousands of agents share one credential: each is opened once. */
function openedOnce(sealer: Sealer): (row: SealedCredential & { credential: number }) => SnmpCredential {
  const opened = new Map<number, SnmpCredential>()
  return (row) => {
    const credential = opened.get(row.credential) ?? openCredential(sealer, row)
    opened.set(row.credential, credential)
    return credential
  }
}

/** Every hotspot in use that hangs on an agent. */
export async function hotspotsWithAgent({ pool }: Pick<Database, 'pool'>): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    'select id from hotspots where retired_at is null and agent_id is not null',
  )
  return rows.map(({ id }) => id)
}
