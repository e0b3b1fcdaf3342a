import { macNumber } from '../../mac.ts'
import { blocksHeard, blocksOf, claimsOf } from '../../network/hotspots/address-blocks.ts'
import { addressesOf } from '../../network/hotspots/change.ts'
import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { folded } from '../../network/spelling.ts'
import type { DiscoveredAgent } from './store.ts'

/** The hotspot that an agent is asked for already, or the one whose agent it most likely is. */
export interface Match {
  hotspot: HotspotRecord
  because: 'agent' | 'address' | 'serial' | 'name'
}

type Told = Pick<DiscoveredAgent, 'host' | 'port' | 'key' | 'macs' | 'serial' | 'name'>

/** Where a hotspot's agent is; undefined: it has none. */
export type AgentPlaceOf = (agentId: number) => { host: string; port: number } | undefined

/**
 * Matches what was found to hotspots in use: to the one that hangs on it, else by address (or the block that only it can
 * have), serial number, or name. Undefined where none, or several, could be meant.
 */
export function createMatch(
  records: Iterable<HotspotRecord>,
  placeOf: AgentPlaceOf,
): (told: Told) => Match | undefined {
  const index = {
    agent: new Map<string, Set<HotspotRecord>>(),
    address: new Map<number, Set<HotspotRecord>>(),
    block: new Map<number, Set<HotspotRecord>>(),
    serial: new Map<string, Set<HotspotRecord>>(),
    name: new Map<string, Set<HotspotRecord>>(),
  }
  for (const record of records) {
    if (record.retiredAt !== null) continue
    const place = record.agentId === null ? undefined : placeOf(record.agentId)
    if (place) put(index.agent, agentKeyOf({ ...place, key: record.agentKey ?? '' }), record)
    for (const address of addressesOf(record).map(macNumber)) put(index.address, address, record)
    if (record.mac !== null) for (const key of blocksOf(macNumber(record.mac))) put(index.block, key, record)
    if (record.serial !== null) put(index.serial, folded(record.serial), record)
    for (const name of [record.name, record.code, ...record.names]) put(index.name, folded(name), record)
  }
  // A block in which another hotspot has an address is not one hotspot's.
  for (const [address, holders] of index.address)
    for (const key of claimsOf(address))
      if (index.block.has(key)) for (const record of holders) put(index.block, key, record)
  return (told) => {
    const { key, macs, serial, name } = told
    const addresses = macs.map(macNumber)
    const found: Array<[Match['because'], Iterable<HotspotRecord>]> = [
      ['agent', index.agent.get(agentKeyOf(told)) ?? []],
      ['address', addresses.flatMap((address) => [...(index.address.get(address) ?? [])])],
      ['address', addresses.flatMap(blocksHeard).flatMap((block) => [...(index.block.get(block) ?? [])])],
      ['serial', (serial !== null && index.serial.get(folded(serial))) || []],
      ['name', (name !== null && index.name.get(folded(name))) || []],
    ]
    for (const [because, each] of found) {
      const candidates = new Set(each)
      // An access point that a controller tells of may hang on the controller without its key.
      if (because === 'agent' && key === '' && candidates.size > 1) continue
      const [hotspot] = candidates
      if (hotspot) return candidates.size === 1 ? { hotspot, because } : undefined
    }
    return undefined
  }
}

/** One text for an agent, or for an access point of a controller. Keys of these are addresses in any spelling, or words. */
export const agentKeyOf = ({ host, port, key }: Pick<Told, 'host' | 'port' | 'key'>): string =>
  `${host} ${port} ${key.toLowerCase().replaceAll('-', ':')}`

function put<K>(map: Map<K, Set<HotspotRecord>>, key: K, record: HotspotRecord): void {
  const others = map.get(key)
  if (others) others.add(record)
  else map.set(key, new Set([record]))
}
