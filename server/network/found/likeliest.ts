import { macNumber, parseMac } from '../../mac.ts'
import { addressesOf } from '../hotspots/change.ts'
import type { HotspotRecord } from '../hotspots/record.ts'
import { folded } from '../spelling.ts'
import type { Found } from './store.ts'

/** The hotspot that an unknown access point most likely is, and what speaks for it. */
export interface Likely {
  hotspot: HotspotRecord
  /** `name`: that of a hotspot; `address`: next to one of its; `last`: the only one of the gateway that nothing names. */
  because: 'name' | 'address' | 'last'
}

/** Radios of one access point are no further apart than that, as makers number them. */
const NEIGHBOURS = 16

/** Finds the likeliest hotspot of an unknown access point; undefined where none is likelier than others. */
export function createGuess(
  records: Iterable<HotspotRecord>,
): (found: Pick<Found, 'gatewayId' | 'called'>) => Likely | undefined {
  const inUse = [...records].filter(({ retiredAt }) => retiredAt === null)
  const byName = new Map<string, HotspotRecord[]>()
  const byGateway = new Map<number, HotspotRecord[]>()
  for (const record of inUse) {
    for (const name of new Set([record.name, record.code, ...record.names].map(folded))) push(byName, name, record)
    if (record.gatewayId !== null) push(byGateway, record.gatewayId, record)
  }
  return ({ gatewayId, called }) => {
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

/** The one whose address is next to it; undefined where two are as near. */
function nearest(mac: string, records: readonly HotspotRecord[]): HotspotRecord | undefined {
  const own = macNumber(mac)
  const distances = records.flatMap((record) =>
    addressesOf(record).map((address) => ({ record, distance: Math.abs(macNumber(address) - own) })),
  )
  const close = distances.filter(({ distance }) => distance <= NEIGHBOURS).sort((a, b) => a.distance - b.distance)
  const [first] = close
  const tied = close.some(({ record, distance }) => distance === first?.distance && record !== first.record)
  return tied ? undefined : first?.record
}

function push<K>(map: Map<K, HotspotRecord[]>, key: K, record: HotspotRecord): void {
  const others = map.get(key)
  if (others) others.push(record)
  else map.set(key, [record])
}
