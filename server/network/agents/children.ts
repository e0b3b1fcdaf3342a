import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { agentsAbove } from '../fragments.ts'
import { HotspotError } from '../hotspots/change.ts'
import { hotspotNamed } from '../hotspots/named.ts'
import { agentNamed } from './agents.ts'
import { AgentError } from './credentials.ts'

type Connections = Pick<Database, 'pool'>

interface Child {
  hotspotId: number | null
  siteId: number | null
  gatewayId: number | null
  childId: number | null
}

const nothing: Child = { hotspotId: null, siteId: null, gatewayId: null, childId: null }

/** What hangs on an agent would have that hang on itself. */
export class CircleError extends AgentError {}

/**
 * Says what hangs on an agent, in place of what did, and tells every process: `gateway:NAME` (all hotspots behind it),
 * `site:NAME` (all that stand there), `agent:NAME` (a switch, and what hangs on that) or a hotspot, each by name or number,
 * agents by their address too.
 *
 * @throws {AgentError} where one is not there, or several have the name
 * @throws {CircleError}
 */
export async function setChildren(db: Connections, agentId: number, words: readonly string[]): Promise<void> {
  const children: Child[] = []
  for (const word of words) children.push(await childNamed(db, word.trim()))
  await inOneTransaction(db, async (one) => {
    // Two who hang one on the other at the same time would close a circle.
    await one.pool.query('lock table agent_children in share row exclusive mode')
    await one.pool.query('delete from agent_children where agent_id = $1', [agentId])
    await one.pool.query(
      `insert into agent_children (agent_id, hotspot_id, site_id, gateway_id, child_id)
       select $1, * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) on conflict do nothing`,
      [
        agentId,
        ...[children.map(({ hotspotId }) => hotspotId), children.map(({ siteId }) => siteId)],
        ...[children.map(({ gatewayId }) => gatewayId), children.map(({ childId }) => childId)],
      ],
    )
    await mustNotCircle(one, agentId)
    await publish(one, { type: 'hotspots' })
  })
}

/** @throws {CircleError} where the agent hangs on itself, over however many others */
async function mustNotCircle({ pool }: Connections, agentId: number): Promise<void> {
  const { rows } = await pool.query<{ names: string[] }>(
    `with recursive hung (id, path) as (
       select child_id, array[agent_id, child_id] from ${agentsAbove} as a where agent_id = $1
       union all
       select a.child_id, h.path || a.child_id from hung h join ${agentsAbove} as a on a.agent_id = h.id
       where h.id <> $1 and not a.child_id = any(h.path[2:])
     )
     select array(select coalesce(a.name, a.host) from unnest(h.path) with ordinality as step (id, place)
                  join agents a on a.id = step.id order by place) as names
     from hung h where h.id = $1 order by cardinality(h.path) limit 1`,
    [agentId],
  )
  if (rows[0])
    throw new CircleError(`What hangs on it would feed it: ${rows[0].names.join(' → ')}. Nothing hangs on itself.`)
}

async function childNamed(db: Connections, word: string): Promise<Child> {
  const [, kind, name = word] = /^(gateway|site|agent):\s*(.+)$/i.exec(word) ?? []
  if (kind?.toLowerCase() === 'gateway') return { ...nothing, gatewayId: await oneNamed(db, 'gateways', name) }
  if (kind?.toLowerCase() === 'agent') return { ...nothing, childId: await agentChild(db, name) }
  if (kind?.toLowerCase() === 'site') return { ...nothing, siteId: await oneNamed(db, 'sites', name) }
  const hotspotId = await hotspotNamed(db, name.replace(/^hotspot:\s*/i, '')).catch((error) => {
    throw error instanceof HotspotError ? new AgentError(error.message) : error
  })
  return { ...nothing, hotspotId }
}

async function agentChild(db: Connections, name: string): Promise<number> {
  const { rows } = await db.pool.query<{ id: number }>(
    `select id from agents where kind <> 'access-point' and folded(name) = folded($1) order by id limit 10`,
    [name],
  )
  if (rows.length > 1)
    throw new AgentError(
      `There are several agents "${name}"; name one by its number: ${rows.map(({ id }) => id).join(', ')}.`,
    )
  if (rows[0]) return rows[0].id
  const agent = await agentNamed(db, name)
  if (agent.kind !== 'access-point') return agent.id
  throw new AgentError(`"${name}" is an access point's own agent: name its hotspot instead.`)
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
       union all
       select c.agent_id, 'agent:' || case when a.name is null or exists (select from agents o
           where folded(o.name) = folded(a.name) and o.kind <> 'access-point' and o.id <> a.id) then a.id::text else a.name end
       from agent_children c join agents a on a.id = c.child_id
     ) as each where agent_id = any($1::bigint[]) order by agent_id, word`,
    [agentIds],
  )
  const words = new Map<number, string[]>()
  for (const { agentId, word } of rows) words.set(agentId, [...(words.get(agentId) ?? []), word])
  return words
}
