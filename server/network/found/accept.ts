import type { Database } from '../../database/connection.ts'
import { parseMac } from '../../mac.ts'
import { listAgents } from '../agents/agents.ts'
import { askThrough } from '../agents/through.ts'
import { type ChangeAuthor, changeHotspot, HotspotError } from '../hotspots/change.ts'
import type { ChangedHotspot } from '../hotspots/edits.ts'
import { agentWords } from '../hotspots/record.ts'
import { type Found, forgetFound } from './store.ts'

type Author = Pick<ChangeAuthor, 'staffId'>

/**
 * Takes an unknown access point for the hotspot: what it calls itself is the hotspot's, which hangs on its gateway from now
 * on; one that a controller lists is asked through that. Sessions that came before are sessions' own: call `giveSessions`
 * afterwards.
 *
 * @throws {HotspotError} where the hotspot is of another gateway, retired or not there
 */
export async function acceptFound(
  db: Database,
  found: Found,
  hotspotId: number,
  author: Author,
): Promise<ChangedHotspot> {
  const changed = await (found.agentId === null
    ? callSo(db, found, hotspotId, author)
    : acceptListed(db, found, found.agentId, hotspotId, author))
  await forgetFound(db, found.id)
  return changed
}

async function callSo(db: Database, found: Found, hotspotId: number, author: Author): Promise<ChangedHotspot> {
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
  return changed
}

async function acceptListed(
  db: Database,
  { called, model, serial, controller }: Found,
  agentId: number,
  hotspotId: number,
  author: Author,
): Promise<ChangedHotspot> {
  const [agent] = await listAgents(db, { id: agentId })
  if (!agent) throw new HotspotError(`The controller ${controller} is not there any more.`, 'agent')
  const told = { agentId, agent: agentWords(agent), key: called, mac: parseMac(called) ?? null, model, serial }
  return askThrough(db, told, hotspotId, author)
}
