import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { HotspotError } from '../hotspots/change.ts'
import { hotspotNamed } from '../hotspots/named.ts'
import { AgentError } from './credentials.ts'

type Connections = Pick<Database, 'pool'>

interface Child {
  hotspotId: number | null
  siteId: number | null
  gatewayId: number | null
}

const nothing: Child = { hotspotId: null, siteId: null, gatewayId: null }

/**
 * Says what hangs on an agent, in place of what did, and tells every process: `gateway:NAME` (all hotspots behind it),
 * `site:NAME` (all that stand there) or a hotspot, each by name or number.
 *
 * @throws {AgentError} where one is not there, or several have the name
 */
export async function setChildren(db: Connections, agentId: number, words: readonly string[]): Promise<void> {
  const children: Child[] = []
  for (const word of words) children.push(await childNamed(db, word.trim()))
  await db.pool.query('delete from agent_children where agent_id = $1', [agentId])
  await db.pool.query(
    `insert into agent_children (agent_id, hotspot_id, site_id, gateway_id)
     select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[]) on conflict do nothing`,
    [
      agentId,
      children.map(({ hotspotId }) => hotspotId),
      children.map(({ siteId }) => siteId),
      children.map(({ gatewayId }) => gatewayId),
    ],
  )
  await publish(db, { type: 'hotspots' })
}

async function childNamed(db: Connections, word: string): Promise<Child> {
  const [, kind, name = word] = /^(gateway|site):\s*(.+)$/i.exec(word) ?? []
  if (kind?.toLowerCase() === 'gateway') return { ...nothing, gatewayId: await oneNamed(db, 'gateways', name) }
  if (kind?.toLowerCase() === 'site') return { ...nothing, siteId: await oneNamed(db, 'sites', name) }
  const hotspotId = await hotspotNamed(db, name.replace(/^hotspot:\s*/i, '')).catch((error) => {
    throw error instanceof HotspotError ? new AgentError(error.message) : error
  })
  return { ...nothing, hotspotId }
}

const found = {
  gateways: `select id, name from gateways where removed_at is null and (folded(name) = folded($1) or id::text = $1)`,
  sites: `select id, name from sites where folded(name) = folded($1) or id::text = $1`,
}

async function oneNamed({ pool }: Connections, of: 'gateways' | 'sites', name: string): Promise<number> {
  const { rows } = await pool.query<{ id: number; name: string }>(`${found[of]} order by id limit 10`, [name])
  const what = of === 'gateways' ? 'gateway' : 'site'
  if (rows.length === 0) throw new AgentError(`There is no ${what} "${name}".`)
  if (rows.length > 1)
    throw new AgentError(
      `There are several ${what}s "${name}"; name one by its number: ${rows.map(({ id }) => id).join(', ')}.`,
    )
  return rows[0]!.id
}

/** What hangs on each of these agents, as {@link setChildren} takes it: by name, or by number where several have it. */
export async function childrenOf({ pool }: Connections, agentIds: readonly number[]): Promise<Map<number, string[]>> {
  const { rows } = await pool.query<{ agentId: number; word: string }>(
    `select agent_id as "agentId", word from (
       select c.agent_id, 'gateway:' || g.name as word from agent_children c join gateways g on g.id = c.gateway_id
       union all
       select c.agent_id, 'site:' || case when exists (select from sites o where folded(o.name) = folded(s.name) and o.id <> s.id)
         then s.id::text else s.name end
       from agent_children c join sites s on s.id = c.site_id
       union all
       select c.agent_id, case when exists (select from hotspots o where folded(o.name) = folded(h.name) and o.id <> h.id)
         then h.id::text else h.name end
       from agent_children c join hotspots h on h.id = c.hotspot_id
     ) as each where agent_id = any($1::bigint[]) order by agent_id, word`,
    [agentIds],
  )
  const words = new Map<number, string[]>()
  for (const { agentId, word } of rows) words.set(agentId, [...(words.get(agentId) ?? []), word])
  return words
}
