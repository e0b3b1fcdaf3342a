import type { Database } from '../../database/connection.ts'
import { parentsOfHotspots } from '../../network/fragments.ts'
import type { AgentKind } from '../../network/tables.ts'

/** What is wrong with what a hotspot hangs on. */
export interface ParentFault {
  agentId: number
  /** As people call it, or its address. */
  name: string
  kind: AgentKind
  /** `down`: it answers neither SNMP nor ICMP; `on-battery`: a UPS without mains. */
  fault: 'down' | 'on-battery'
  /** ms since 1970. */
  since: number
  /** The hotspot is behind this gateway. */
  byGateway: boolean
}

interface Row extends Omit<ParentFault, 'since'> {
  hotspotId: number
  since: Date
}

/** A ping that is older says nothing of now. */
const PING_COUNTS = '10 minutes'

/** By hotspot, of those of whose parents one is at fault: one that is down before a UPS on its battery, the first one first. */
export async function parentFaults({ pool }: Pick<Database, 'pool'>): Promise<Map<number, ParentFault>> {
  const { rows } = await pool.query<Row>(
    `select p.hotspot_id as "hotspotId", p.agent_id as "agentId", p.name, p.kind, p.by_gateway as "byGateway",
       case when h.state = 'down' then 'down' else 'on-battery' end as fault, h.since
     from agent_health h join ${parentsOfHotspots} as p on p.agent_id = h.agent_id
     left join agent_pings i on i.agent_id = h.agent_id and i.at > now() - interval '${PING_COUNTS}'
     where (h.state = 'down' and i.answers is not true) or (h.state = 'degraded' and h.cause in ('on-battery', 'battery-low'))
     order by h.state desc, p.kind = 'ups', h.since, p.agent_id`,
  )
  const faults = new Map<number, ParentFault>()
  for (const { hotspotId, since, ...fault } of rows)
    if (!faults.has(hotspotId)) faults.set(hotspotId, { ...fault, since: since.getTime() })
  return faults
}
