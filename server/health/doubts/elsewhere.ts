import { macNumber, parseMac } from '../../mac.ts'
import type { Found } from '../../network/found/store.ts'
import { addressesOf } from '../../network/hotspots/change.ts'
import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { folded } from '../../network/spelling.ts'
import { type Doubt, doubtOf } from './doubt.ts'

/**
 * Hotspots whose access point another gateway names in its sessions, by an address that is one's alone, or by a name that
 * no other has. Pure. @param found what gateways name and is none of their hotspots
 */
export function elsewhereDoubts(inUse: readonly HotspotRecord[], found: readonly Found[]): Doubt[] {
  const byAddress = new Map<number, HotspotRecord | null>()
  const byName = new Map<string, HotspotRecord | null>()
  for (const record of inUse) {
    for (const address of addressesOf(record)) put(byAddress, macNumber(address), record)
    for (const name of new Set([record.name, record.code, ...record.names].map(folded))) put(byName, name, record)
  }
  return found.flatMap(({ id: foundId, gatewayId, gateway, called, sessions }) => {
    if (gatewayId === null) return []
    const mac = parseMac(called)
    const hotspot = mac === undefined ? byName.get(folded(called)) : byAddress.get(macNumber(mac))
    if (!hotspot || hotspot.gatewayId === null || hotspot.gatewayId === gatewayId) return []
    return doubtOf({
      ...{ kind: 'gateway', hotspot, evidence: `${gatewayId} ${called}` },
      facts: { ours: hotspot.gateway ?? '', theirs: gateway ?? '', heard: { foundId, gatewayId, sessions } },
      ways: ['gateway', 'right'],
    })
  })
}

/** Null: several have it. */
function put<K>(map: Map<K, HotspotRecord | null>, key: K, record: HotspotRecord): void {
  const holder = map.get(key)
  map.set(key, holder === undefined || holder?.id === record.id ? record : null)
}
