import type { Database } from '../../database/connection.ts'
import type { ListedAgent } from './agents.ts'

type Pool = Pick<Database, 'pool'>

export interface AgentFilter {
  /** Words or parts of words in any order, of address, name and credential, in any case. */
  search?: string | undefined
  /** Those on which no hotspot in use hangs. */
  unused?: boolean | undefined
  /** Of these alone; null: all. */
  ids?: readonly number[] | null
}

/** By what agents are ordered, at one of them. */
export type AgentKeys = [host: string, port: number, id: number]

const MOST_WORDS = 10

/** A page of agents by address, those after `after`, and how many there are in all. */
export async function agentPage(
  { pool }: Pool,
  { search, unused = false, ids = null, limit, after }: AgentFilter & { limit: number; after?: AgentKeys | undefined },
): Promise<{ total: number; items: ListedAgent[] }> {
  const words = (search ?? '').split(/\s+/).filter((word) => word !== '')
  const patterns = words.slice(0, MOST_WORDS).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  const from = `from agents a join snmp_credentials c on c.id = a.credential_id
    where folded(host || ':' || port || ' ' || coalesce(a.name, '') || ' ' || c.name) like all (select folded(word) from unnest($1::text[]) word)
      and not ($2 and exists (select from hotspots where agent_id = a.id and retired_at is null))
      and ($3::bigint[] is null or a.id = any($3))`
  const [{ rows: items }, { rows: counted }] = await Promise.all([
    pool.query<ListedAgent>(
      `select a.id, host, port, a.kind, a.name, a.uplink, a.credential_id as "credentialId", c.name as credential,
         (select count(*) from hotspots where agent_id = a.id and retired_at is null) as hotspots
       ${from} and ($4::text is null or (host, port, a.id) > ($4, $5::integer, $6::bigint))
       order by host, port, a.id limit $7`,
      [patterns, unused, ids, ...(after ?? [null, null, null]), limit],
    ),
    pool.query<{ total: number }>(`select count(*) as total ${from}`, [patterns, unused, ids]),
  ])
  return { total: counted[0]!.total, items }
}

/** Agents by their numbers. */
export async function agentsOf({ pool }: Pool, ids: readonly number[]) {
  const { rows } = await pool.query<Omit<ListedAgent, 'credential' | 'hotspots' | 'uplink' | 'name'>>(
    'select id, host, port, kind, credential_id as "credentialId" from agents where id = any($1::bigint[]) order by id',
    [ids],
  )
  return rows
}
