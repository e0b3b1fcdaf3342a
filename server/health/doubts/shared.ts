import { addressesOf } from '../../network/hotspots/change.ts'
import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { folded } from '../../network/spelling.ts'
import { type Doubt, doubtOf } from './doubt.ts'

/** Pairs of hotspots in use that have one address, or one serial number. Pure. */
export function sharedDoubts(inUse: readonly HotspotRecord[]): Doubt[] {
  return [
    ...pairs('address', inUse, (record) => new Set(addressesOf(record))),
    ...pairs('serial', inUse, ({ serial }) => (serial === null ? [] : [folded(serial)])),
  ]
}

function pairs(
  kind: 'address' | 'serial',
  inUse: readonly HotspotRecord[],
  valuesOf: (record: HotspotRecord) => Iterable<string>,
): Doubt[] {
  const first = new Map<string, HotspotRecord>()
  const found: Doubt[] = []
  for (const other of inUse)
    for (const ours of valuesOf(other)) {
      const hotspot = first.get(ours)
      if (!hotspot) first.set(ours, other)
      else
        found.push(
          doubtOf({
            ...{ kind, hotspot, other, evidence: `${ours} ${other.id}` },
            ...{ facts: { ours: kind === 'serial' ? other.serial! : ours }, ways: ['first', 'second', 'right'] },
          }),
        )
    }
  return found
}
