import type { Database } from '../../database/connection.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { putAgents } from '../../network/agents/agents.ts'
import { listCredentials } from '../../network/agents/credentials.ts'
import { askThrough } from '../../network/agents/through.ts'
import type { ChangeAuthor } from '../../network/hotspots/change.ts'
import type { ChangedHotspot } from '../../network/hotspots/edits.ts'
import { agentWords } from '../../network/hotspots/record.ts'
import type { DiscoveredAgent } from './store.ts'

/**
 * Has a hotspot asked through the agent that was found, by the credential that it answered; what it tells of model, serial
 * number and address is the hotspot's where nothing of that is known.
 *
 * @throws {HotspotError} where the hotspot is retired or not there
 */
export function acceptDiscovered(
  db: Database,
  found: DiscoveredAgent,
  hotspotId: number,
  author: Pick<ChangeAuthor, 'staffId'>,
): Promise<ChangedHotspot & { agentId: number }> {
  return inOneTransaction(db, async (one) => {
    const { host, port, credentialId, key, macs, model, serial } = found
    const credential = (await listCredentials(one)).find(({ id }) => id === credentialId)!.name
    const kind = key === '' && found.accessPoints === null ? 'access-point' : 'controller'
    const [agentId = 0] = await putAgents(one, [{ host, port, credentialId, kind }])
    const agent = agentWords({ host, port, credential })
    const told = { agentId, agent, key: key || null, mac: macs[0] ?? null, model, serial }
    return { ...(await askThrough(one, told, hotspotId, author)), agentId }
  })
}
