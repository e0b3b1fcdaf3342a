import { macNumber } from '../../mac.ts'
import { addressesOf } from '../hotspots/change.ts'
import type { HotspotRecord } from '../hotspots/record.ts'

/**
 * The hotspot that an unknown access point most likely is, and what speaks for it: `same-address`: it has the address;
 * `serial`: the serial number; `name`: it is of that name; `address`: one of its addresses is next to it; `last`: it is the
 * only one of the gateway that nothing names.
 */
export interface Likely {
  hotspot: HotspotRecord
  because: 'same-address' | 'serial' | 'name' | 'address' | 'last'
}

/** Radios of one access point are no further apart than that, as makers number them. */
export const NEIGHBOURS = 16

/** The one whose address is next to it; undefined where two are as near. */
export function nearest(mac: string, records: readonly HotspotRecord[]): HotspotRecord | undefined {
  const own = macNumber(mac)
  const distances = records.flatMap((record) =>
    addressesOf(record).map((address) => ({ record, distance: Math.abs(macNumber(address) - own) })),
  )
  const close = distances.filter(({ distance }) => distance <= NEIGHBOURS).sort((a, b) => a.distance - b.distance)
  const [first] = close
  const tied = close.some(({ record, distance }) => distance === first?.distance && record !== first.record)
  return tied ? undefined : first?.record
}

/** Adds to a list of a map. */
export function push<K>(map: Map<K, HotspotRecord[]>, key: K, record: HotspotRecord): void {
  const others = map.get(key)
  if (others) others.push(record)
  else map.set(key, [record])
}
