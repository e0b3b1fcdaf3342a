import type { Database } from '../database/connection.ts'
import { agentHotspots } from '../network/snmp-targets.ts'
import { found, namesOf } from './poller/share-out.ts'
import type { Identity } from './readings/agent-reading.ts'

/** How many hotspots run what. Null: their agents do not tell. */
export interface Equipment {
  /** By which profile they are read: the make. */
  profile: string
  model: string | null
  firmware: string | null
  hotspots: number
}

interface Known {
  agent_id: number
  profile: string
  identity: Identity
  accessPoints: Array<Identity & { key: string }> | null
}

/**
 * What the hotspots in use are, as their agents said when they were last discovered; those of a controller as it says of
 * each. The most frequent first. Hotspots whose agents were never heard are not in it.
 */
export async function equipmentInUse(db: Pick<Database, 'pool'>): Promise<Equipment[]> {
  const [{ rows }, hotspots] = await Promise.all([
    db.pool.query<Known>(
      `select agent_id, learned->>'profile' as profile, learned->'identity' as identity,
         learned->'accessPoints' as "accessPoints" from poll_plans where learned ? 'identity'`,
    ),
    agentHotspots(db),
  ])
  const agents = new Map(rows.map((row) => [row.agent_id, { ...row, names: namesOf(row.accessPoints ?? []) }]))
  const counted = new Map<string, Equipment>()
  for (const { agentId, kind, ...hotspot } of hotspots) {
    const agent = agents.get(agentId)
    const own = agent && (found(agent.names, hotspot) ?? (kind === 'controller' ? null : agent.identity))
    if (!agent || !own) continue
    const { model, firmware } = own
    const key = JSON.stringify([agent.profile, model, firmware])
    const known = counted.get(key) ?? { profile: agent.profile, model, firmware, hotspots: 0 }
    counted.set(key, { ...known, hotspots: known.hotspots + 1 })
  }
  return [...counted.values()].sort((a, b) => b.hotspots - a.hotspots || compared(a, b))
}

const compared = (a: Equipment, b: Equipment) =>
  [a.profile, a.model, a.firmware].join(' ').localeCompare([b.profile, b.model, b.firmware].join(' '))
