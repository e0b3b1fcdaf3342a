import type { OneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import { acceptDiscovered } from '../../health/discovery/accept.ts'
import { isOffered, type Matched } from '../../health/discovery/matched.ts'
import { addressOf } from '../../network/agents/agents.ts'
import { HotspotError } from '../../network/hotspots/change.ts'

/** What was taken for which hotspot, and why one could not be. */
export interface AcceptedAgent {
  found: number
  address: string
  hotspotId: number
  refused: string | null
}

/** Takes each for its hotspot; one that cannot be is left, with the reason. */
export async function acceptEach(db: OneTransaction, agents: readonly Matched[]): Promise<AcceptedAgent[]> {
  const done: AcceptedAgent[] = []
  for (const agent of agents.filter(isOffered)) done.push(await acceptOne(db, agent, agent.match!.hotspot.id))
  return done
}

/** Takes one for this hotspot. */
export async function acceptOne(db: OneTransaction, agent: Matched, hotspotId: number): Promise<AcceptedAgent> {
  const shown = { found: agent.id, address: addressOf(agent), hotspotId }
  try {
    const { agentId, differences } = await acceptDiscovered(db, agent, hotspotId, { staffId: null })
    const detail = { address: shown.address, key: agent.key || undefined, agent: agentId, changes: differences }
    await audit(db, { kind: 'command' }, 'agent.accept', `hotspot ${hotspotId}`, detail)
    return { ...shown, refused: null }
  } catch (error) {
    if (!(error instanceof HotspotError)) throw error
    return { ...shown, refused: error.message }
  }
}
