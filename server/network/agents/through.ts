import type { Database } from '../../database/connection.ts'
import { type ChangeAuthor, changeHotspot, HotspotError } from '../hotspots/change.ts'
import type { ChangedHotspot } from '../hotspots/edits.ts'
import { holdersOf } from '../hotspots/held/address-holders.ts'

/** What an agent says of the access point that a hotspot is. */
export interface Told {
  agentId: number
  /** See `agentWords`. */
  agent: string
  /** By which the agent knows it; null: it is the agent itself. */
  key: string | null
  mac: string | null
  model: string | null
  serial: string | null
}

/**
 * Has a hotspot asked through the agent from now on; what that tells of model, serial number and address is the hotspot's
 * where nothing of it is known.
 *
 * @throws {HotspotError} where the hotspot is retired or not there
 */
export async function askThrough(
  db: Database,
  { agentId, agent, key, mac, model, serial }: Told,
  hotspotId: number,
  { staffId }: Pick<ChangeAuthor, 'staffId'>,
): Promise<ChangedHotspot> {
  const isTaken = mac !== null && (await holdersOf(db, [mac])).some(({ id }) => id !== hotspotId)
  const changed = await changeHotspot(db, hotspotId, { staffId, action: 'accept' }, (now) => {
    if (now.retiredAt !== null) throw new HotspotError(`The hotspot ${now.name} is retired.`, 'hotspot')
    return {
      ...now,
      ...{ agentId, agent, agentKey: key, model: now.model ?? model, serial: now.serial ?? serial },
      mac: now.mac ?? (isTaken ? null : mac),
      bssids: now.mac === null && mac !== null ? now.bssids.filter((address) => address !== mac) : now.bssids,
    }
  })
  if (!changed) throw new HotspotError(`There is no hotspot ${hotspotId}.`, 'hotspot')
  return changed
}
