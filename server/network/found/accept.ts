import type { Database } from '../../database/connection.ts'
import { parseMac } from '../../mac.ts'
import { type ChangeAuthor, changeHotspot, HotspotError } from '../hotspots/change.ts'
import type { ChangedHotspot } from '../hotspots/edits.ts'
import { type Found, forgetFound } from './store.ts'

/**
 * Takes what an unknown access point calls itself for the hotspot's; one without a gateway hangs on this one from now on.
 * Sessions that came before are sessions' own: call `giveSessions` afterwards.
 *
 * @throws {HotspotError} where the hotspot is of another gateway, retired or not there
 */
export async function acceptFound(
  db: Database,
  found: Found,
  hotspotId: number,
  author: Pick<ChangeAuthor, 'staffId'>,
): Promise<ChangedHotspot> {
  const mac = parseMac(found.called)
  const changed = await changeHotspot(db, hotspotId, { ...author, action: 'accept' }, (now) => {
    if (now.retiredAt !== null) throw new HotspotError(`The hotspot ${now.name} is retired.`, 'hotspot')
    if (now.gatewayId !== null && now.gatewayId !== found.gatewayId)
      throw new HotspotError(`The hotspot ${now.name} hangs on ${now.gateway}, not on ${found.gateway}.`, 'gateway')
    const field = mac === undefined ? 'names' : 'bssids'
    return {
      ...now,
      ...{ gatewayId: found.gatewayId, gateway: found.gateway },
      [field]: [...new Set([...now[field], found.called])].sort(),
      found: [...new Set([...now.found, found.called])],
    }
  })
  if (!changed) throw new HotspotError(`There is no hotspot ${hotspotId}.`, 'hotspot')
  await forgetFound(db, found.id)
  return changed
}
