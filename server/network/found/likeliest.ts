import { parseMac } from '../../mac.ts'
import { addressesOf } from '../hotspots/change.ts'
import type { HotspotRecord } from '../hotspots/record.ts'
import { folded } from '../spelling.ts'
import { createListedGuess } from './likeliest-listed.ts'
import { type Likely, nearest, push } from './neighbours.ts'
import type { Found } from './store.ts'

type Asked = Pick<Found, 'gatewayId' | 'called'> & Partial<Pick<Found, 'name' | 'serial'>>

/** Finds the likeliest hotspot of an unknown access point; undefined where none is likelier than others. */
export function createGuess(records: Iterable<HotspotRecord>): (found: Asked) => Likely | undefined {
  const inUse = [...records].filter(({ retiredAt }) => retiredAt === null)
  const byName = new Map<string, HotspotRecord[]>()
  const byGateway = new Map<number, HotspotRecord[]>()
  for (const record of inUse) {
    for (const name of new Set([record.name, record.code, ...record.names].map(folded))) push(byName, name, record)
    if (record.gatewayId !== null) push(byGateway, record.gatewayId, record)
  }
  const ofListed = createListedGuess(inUse, byName)
  return ({ gatewayId, called, name = null, serial = null }) => {
    if (gatewayId === null) return ofListed({ called, name, serial })
    const mac = parseMac(called)
    const elsewhere = ({ gatewayId: other }: HotspotRecord) => other !== null && other !== gatewayId
    const only = (each: readonly HotspotRecord[]) => {
      const here = each.filter((record) => !elsewhere(record))
      return here.length === 1 ? here[0] : undefined
    }
    const named = mac === undefined ? only(byName.get(folded(called)) ?? []) : undefined
    if (named) return { hotspot: named, because: 'name' }
    const ofGateway = byGateway.get(gatewayId) ?? []
    const near = mac === undefined ? undefined : nearest(mac, ofGateway)
    if (near) return { hotspot: near, because: 'address' }
    const unnamed = ofGateway.filter((record) => addressesOf(record).length === 0 && record.names.length === 0)
    return unnamed.length === 1 ? { hotspot: unnamed[0]!, because: 'last' } : undefined
  }
}
