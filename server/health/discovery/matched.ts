import type { Database } from '../../database/connection.ts'
import { listAgents } from '../../network/agents/agents.ts'
import { hotspotRecords } from '../../network/hotspots/record.ts'
import { createMatch, type Match } from './match.ts'
import { type DiscoveredAgent, type DiscoveredFilter, listDiscovered } from './store.ts'

/** What was found, with the hotspot that it is. */
export interface Matched extends DiscoveredAgent {
  match: Match | undefined
}

/** What was found, matched to the hotspots that there are. */
export async function matchedAgents(db: Database, filter: DiscoveredFilter = {}): Promise<Matched[]> {
  const found = await listDiscovered(db, filter)
  if (found.length === 0) return []
  const agents = new Map((await listAgents(db)).map((agent) => [agent.id, agent]))
  const match = createMatch((await hotspotRecords(db)).values(), (id) => agents.get(id))
  return found.map((one) => ({ ...one, match: match(one) }))
}

/** Whether it may be taken for its hotspot: it is not asked for that already. */
export const isOffered = ({ match }: Matched): boolean => match !== undefined && match.because !== 'agent'
