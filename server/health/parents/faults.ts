import type { Database } from '../../database/connection.ts'
import { agentsAbove, parentAgents, parentsOfHotspots } from '../../network/fragments.ts'
import { byWeight, type Parent, type TopmostFault, topmostFaults } from './topmost.ts'

/** What is wrong with what a hotspot hangs on: the topmost of what is. */
export interface ParentFault extends TopmostFault {
  /** It is the agent of the hotspot's own gateway. */
  byGateway: boolean
}

type Pool = Pick<Database, 'pool'>

/** A ping that is older says nothing of now. */
const PING_COUNTS = '10 minutes'

/** By hotspot, of those of whose parents, or of what these hang on, one is at fault. */
export async function parentFaults(db: Pool): Promise<Map<number, ParentFault>> {
  const parents = await readParents(db)
  if (![...parents.values()].some(({ fault }) => fault)) return new Map()
  const faults = topmostFaults(parents, await readAbove(db))
  const { rows } = await db.pool.query<{ hotspotId: number; agentId: number; byGateway: boolean }>(
    `select hotspot_id as "hotspotId", agent_id as "agentId", by_gateway as "byGateway" from ${parentsOfHotspots} as p
     where agent_id = any($1::bigint[])`,
    [[...faults.keys()]],
  )
  const byHotspot = new Map<number, ParentFault>()
  for (const { hotspotId, agentId, byGateway } of rows) {
    const fault = faults.get(agentId)!
    const one = { ...fault, byGateway: byGateway && fault.agentId === agentId }
    const other = byHotspot.get(hotspotId)
    if (!other || byWeight(one, other) < 0) byHotspot.set(hotspotId, one)
  }
  return byHotspot
}

async function readParents({ pool }: Pool): Promise<Map<number, Parent>> {
  const { rows } = await pool.query<Omit<Parent, 'since'> & { since: Date }>(
    `select p.id as "agentId", p.name, p.kind, h.since,
       h.state in ('up', 'degraded') or (h.state = 'down' and i.answers is true) as answers,
       case when h.state = 'down' and i.answers is not true then 'down'
         when h.state = 'degraded' and h.cause in ('on-battery', 'battery-low') then 'on-battery' end as fault
     from agent_health h join ${parentAgents} as p on p.id = h.agent_id
     left join agent_pings i on i.agent_id = h.agent_id and i.at > now() - interval '${PING_COUNTS}'`,
  )
  return new Map(rows.map(({ since, ...row }) => [row.agentId, { ...row, since: since.getTime() }]))
}

async function readAbove({ pool }: Pool): Promise<Map<number, number[]>> {
  const { rows } = await pool.query<{ child: number; agent: number }>(
    `select child_id as child, agent_id as agent from ${agentsAbove} as a`,
  )
  const above = new Map<number, number[]>()
  for (const { child, agent } of rows) above.set(child, [...(above.get(child) ?? []), agent])
  return above
}
