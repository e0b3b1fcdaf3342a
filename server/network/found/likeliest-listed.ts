import { macNumber, parseMac } from '../../mac.ts'
import { addressesOf } from '../hotspots/change.ts'
import type { HotspotRecord } from '../hotspots/record.ts'
import { folded } from '../spelling.ts'
import { type Likely, NEIGHBOURS, nearest, push } from './neighbours.ts'
import type { Found } from './store.ts'

/**
 * Finds the likeliest hotspot of an access point that a controller lists, among all that are asked through no agent yet:
 * by its address, its serial number, its name, and the address that is next to it.
 */
export function createListedGuess(
  inUse: readonly HotspotRecord[],
  byName: ReadonlyMap<string, readonly HotspotRecord[]>,
): (listed: Pick<Found, 'called' | 'name' | 'serial'>) => Likely | undefined {
  const byAddress = new Map<string, HotspotRecord[]>()
  const byBlock = new Map<number, HotspotRecord[]>()
  const bySerial = new Map<string, HotspotRecord[]>()
  for (const record of inUse) {
    if (record.agentId !== null) continue
    for (const address of addressesOf(record)) push(byAddress, address, record)
    for (const block of new Set(addressesOf(record).map(blockOf))) push(byBlock, block, record)
    if (record.serial !== null) push(bySerial, folded(record.serial), record)
  }
  const beside = (mac: string) => [...new Set([-1, 0, 1].flatMap((step) => byBlock.get(blockOf(mac) + step) ?? []))]
  return ({ called, name, serial }) => {
    const mac = parseMac(called)
    const named = [name, mac === undefined ? called : null].flatMap((each) =>
      each === null ? [] : (byName.get(folded(each)) ?? []).filter(({ agentId }) => agentId === null),
    )
    const candidates: Array<[Likely['because'], readonly HotspotRecord[]]> = [
      ['same-address', (mac !== undefined && byAddress.get(mac)) || []],
      ['serial', (serial !== null && bySerial.get(folded(serial))) || []],
      ['name', named],
      ['address', mac === undefined ? [] : [nearest(mac, beside(mac)) ?? []].flat()],
    ]
    for (const [because, each] of candidates) {
      const [hotspot, ...others] = new Set(each)
      if (hotspot && others.length === 0) return { hotspot, because }
    }
    return undefined
  }
}

const blockOf = (mac: string): number => Math.floor(macNumber(mac) / NEIGHBOURS)
