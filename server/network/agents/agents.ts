import { isIP } from 'node:net'
import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { isUniqueViolation } from '../../database/sql-errors.ts'
import type { Sealer } from '../../sealing.ts'
import type { AgentKind } from '../tables.ts'
import {
  AgentError,
  openCredential,
  type SealedCredential,
  type SnmpCredential,
  sealedCredential,
} from './credentials.ts'

/** Where an SNMP agent answers, and by which credential. */
export interface NewAgent {
  /** An address or host name. */
  host: string
  port: number
  credentialId: number
  kind: AgentKind
  /** By which people call it. */
  name?: string | null
}

export interface ListedAgent extends NewAgent {
  id: number
  /** The interface that somebody said is the uplink. */
  uplink: string | null
  /** The credential's name. */
  credential: string
  /** Hotspots in use that are asked through it. */
  hotspots: number
  name: string | null
}

/** `host:port`, as it is shown. */
export const addressOf = ({ host, port }: Pick<NewAgent, 'host' | 'port'>): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`

export const SNMP_PORT = 161
const LABEL = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*\.?$/i

/** An agent's address from `host`, `host:port`, `[v6]:port` or `v6`; undefined where it is none. */
export function parseAgentAddress(text: string): { host: string; port: number | undefined } | undefined {
  const trimmed = text.trim().replace(/^(udp|snmp):(\/\/)?/i, '')
  const bare = /^\[(.+)\]$/.exec(trimmed)?.[1] ?? trimmed
  if (isIP(bare)) return { host: bare.toLowerCase(), port: undefined }
  const [, host = trimmed, digits] = /^(.*?)(?::(\d{1,5}))?$/.exec(trimmed) ?? []
  const name = /^\[(.+)\]$/.exec(host)?.[1] ?? host
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined
  const numeric = /^[\d.]+$/.test(name)
  return isIP(name) || (!numeric && LABEL.test(name)) ? { host: name.toLowerCase(), port } : undefined
}

const agentKey = ({ host, port, credentialId }: Pick<NewAgent, 'host' | 'port' | 'credentialId'>) =>
  `${host} ${port} ${credentialId}`

/**
 * Stores agents; access points' and controllers' that there are get the kind given, and all the name. Tells nobody: whoever hangs hotspots on them does.
 *
 * @returns their ids, in the order given
 */
export async function putAgents({ pool }: Pick<Database, 'pool'>, given: readonly NewAgent[]): Promise<number[]> {
  const each = [...new Map(given.map((one) => [agentKey(one), one])).values()]
  if (each.length === 0) return []
  const { rows } = await pool.query<NewAgent & { id: number }>(
    `insert into agents as a (host, port, credential_id, kind, name)
     select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::text[])
     on conflict (host, port, credential_id) do update set name = coalesce(excluded.name, a.name),
       kind = case when a.kind in ('access-point', 'controller') or excluded.kind not in ('access-point', 'controller')
         then excluded.kind else a.kind end
     returning id, host, port, credential_id as "credentialId"`,
    [
      each.map(({ host }) => host),
      each.map(({ port }) => port),
      each.map(({ credentialId }) => credentialId),
      each.map(({ kind }) => kind),
      each.map(({ name }) => name ?? null),
    ],
  )
  const ids = new Map(rows.map((row) => [agentKey(row), row.id]))
  return given.map((one) => ids.get(agentKey(one))!)
}

/** Agents by address; `id`: only that one, `host`: only those there. */
export async function listAgents(
  { pool }: Pick<Database, 'pool'>,
  { id, host }: { id?: number | undefined; host?: string | undefined } = {},
): Promise<ListedAgent[]> {
  const { rows } = await pool.query<ListedAgent>(
    `select a.id, a.host, a.port, a.kind, a.name, a.uplink, a.credential_id as "credentialId", c.name as credential,
       coalesce(h.hotspots, 0) as hotspots
     from agents a join snmp_credentials c on c.id = a.credential_id
       left join (
         select agent_id, count(*) as hotspots from hotspots where retired_at is null group by agent_id
       ) as h on h.agent_id = a.id
     where ($1::bigint is null or a.id = $1) and ($2::text is null or a.host = $2)
     order by a.host, a.port, a.id`,
    [id ?? null, host ?? null],
  )
  return rows
}

/**
 * The agent of this number, or at this address.
 *
 * @throws {AgentError} where there is none, or several
 */
export async function agentNamed(db: Pick<Database, 'pool'>, given: string): Promise<ListedAgent> {
  const address = parseAgentAddress(given)
  const found = /^\d{1,15}$/.test(given)
    ? await listAgents(db, { id: Number(given) })
    : (await listAgents(db, { host: address?.host ?? given })).filter(
        ({ port }) => address?.port === undefined || address.port === port,
      )
  if (found.length === 1) return found[0]!
  if (found.length === 0)
    throw new AgentError(`There is no SNMP agent "${given}": plaza agent list shows which there are.`)
  const each = found.slice(0, 10).map((one) => `${one.id} (${addressOf(one)}, ${one.credential})`)
  throw new AgentError(`There are several SNMP agents "${given}"; name one by its number: ${each.join(', ')}.`)
}

/** What of an agent is to be changed; absent: it stays. */
export type AgentChange = { [field in keyof NewAgent]?: NewAgent[field] | undefined } & {
  /** Null: it is found, as for any agent. */
  uplink?: string | null | undefined
}

/** Changes an agent, and tells every process. @throws {AgentError} where another is there already */
export async function changeAgent(db: Pick<Database, 'pool'>, id: number, change: AgentChange): Promise<void> {
  await db.pool
    .query(
      `update agents set host = coalesce($2, host), port = coalesce($3, port), credential_id = coalesce($4, credential_id),
         kind = coalesce($5, kind), uplink = case when $6 then $7 else uplink end,
         name = case when $8 then $9 else name end where id = $1`,
      [
        ...[id, change.host ?? null, change.port ?? null, change.credentialId ?? null, change.kind ?? null],
        ...[change.uplink !== undefined, change.uplink ?? null],
        ...[change.name !== undefined, change.name ?? null],
      ],
    )
    .catch((error) => {
      if (!isUniqueViolation(error)) throw error
      throw new AgentError('Another agent has this address and credential already.')
    })
  await publish(db, { type: 'hotspots' })
}

/** Removes those of these access points' own agents that no hotspot, in use or retired, hangs on any more. */
export async function removeLeftAgents({ pool }: Pick<Database, 'pool'>, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await pool.query(
    `delete from agents where id = any($1::bigint[]) and kind = 'access-point'
       and not exists (select from hotspots where agent_id = agents.id)`,
    [ids],
  )
}

/** How an agent is asked. @throws {SealError} */
export async function agentTarget(
  { pool }: Pick<Database, 'pool'>,
  sealer: Sealer,
  id: number,
): Promise<{ host: string; port: number; credential: SnmpCredential } | undefined> {
  const { rows } = await pool.query<SealedCredential & { host: string; port: number }>(
    `select host, port, ${sealedCredential} from agents a join snmp_credentials c on c.id = a.credential_id
     where a.id = $1`,
    [id],
  )
  const [row] = rows
  return row && { host: row.host, port: row.port, credential: openCredential(sealer, row) }
}
