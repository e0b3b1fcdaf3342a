import type { Database } from '../../database/connection.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { putAgents } from '../../network/agents/agents.ts'
import { listCredentials } from '../../network/agents/credentials.ts'
import { type ChangeAuthor, changeHotspot, HotspotError } from '../../network/hotspots/change.ts'
import type { ChangedHotspot } from '../../network/hotspots/edits.ts'
import { holdersOf } from '../../network/hotspots/held/address-holders.ts'
import { agentWords } from '../../network/hotspots/record.ts'
import type { DiscoveredAgent } from './store.ts'

/**
 * Has a hotspot asked through the agent that was found, by the credential that it answered; what it tells of model, serial
 * number and address is the hotspot's where nothing of that is known.
 *
 * @throws {HotspotError} where the hotspot is retired or not there, or another has the address
 */
export function acceptDiscovered(
  db: Database,
  found: DiscoveredAgent,
  hotspotId: number,
  { staffId }: Pick<ChangeAuthor, 'staffId'>,
): Promise<ChangedHotspot & { agentId: number }> {
  return inOneTransaction(db, async (one) => {
    const { host, port, credentialId, key } = found
    const credential = (await listCredentials(one)).find(({ id }) => id === credentialId)!.name
    const kind = key === '' && found.accessPoints === null ? 'access-point' : 'controller'
    const [agentId = 0] = await putAgents(one, [{ host, port, credentialId, kind }])
    const [mac = null] = found.macs
    const isTaken = mac !== null && (await holdersOf(one, [mac])).some(({ id }) => id !== hotspotId)
    const changed = await changeHotspot(one, hotspotId, { staffId, action: 'accept' }, (now) => {
      if (now.retiredAt !== null) throw new HotspotError(`The hotspot ${now.name} is retired.`, 'hotspot')
      return {
        ...now,
        ...{ agentId, agent: agentWords({ host, port, credential }), agentKey: key || null },
        ...{ model: now.model ?? found.model, serial: now.serial ?? found.serial },
        mac: now.mac ?? (isTaken ? null : mac),
        bssids: now.mac === null && mac !== null ? now.bssids.filter((address) => address !== mac) : now.bssids,
      }
    })
    if (!changed) throw new HotspotError(`There is no hotspot ${hotspotId}.`, 'hotspot')
    return { ...changed, agentId }
  })
}
