import { addressesOf } from '../../network/hotspots/change.ts'
import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { candidatesOf } from './match.ts'
import type { NetworkFault } from './rows.ts'

/** What a line makes of a hotspot. */
interface PlannedLine {
  line: number
  before: HotspotRecord
  after: HotspotRecord
}

/** Takes out the lines by which an address would become two hotspots'; what that frees or holds is looked at again. */
export function withoutSharedAddresses<Planned extends PlannedLine>(
  planned: readonly Planned[],
  records: ReadonlyMap<number, HotspotRecord>,
  faults: NetworkFault[],
): Planned[] {
  const kept = new Map(planned.map((change) => [change.before.id, change]))
  for (;;) {
    const shared = sharedAddresses(kept, records)
    if (shared.size === 0) return [...kept.values()]
    const wrong: Array<[Planned, string, HotspotRecord[]]> = []
    for (const change of kept.values()) {
      const before = addressesOf(change.before)
      const address = addressesOf(change.after).find((one) => shared.has(one) && !before.includes(one))
      if (address !== undefined) wrong.push([change, address, shared.get(address)!])
    }
    if (wrong.length === 0) return [...kept.values()]
    for (const [{ line, before, after }, value, each] of wrong) {
      const detail = `It would be the address of several hotspots: ${candidatesOf(each)}.`
      const { programme, code } = before
      const field = after.mac === value ? 'mac' : 'bssids'
      faults.push({
        line,
        programme,
        code,
        field,
        value,
        reason: 'shared-address',
        detail,
        candidates: each,
        taken: false,
      })
      kept.delete(before.id)
    }
  }
}

/** The addresses that several hotspots in use would have, and which. */
function sharedAddresses(
  kept: ReadonlyMap<number, PlannedLine>,
  records: ReadonlyMap<number, HotspotRecord>,
): Map<string, HotspotRecord[]> {
  const holders = new Map<string, HotspotRecord>()
  const shared = new Map<string, HotspotRecord[]>()
  for (const record of records.values())
    for (const address of addressesOf(kept.get(record.id)?.after ?? record)) {
      const other = holders.get(address)
      if (other) shared.set(address, [...(shared.get(address) ?? [other]), record])
      else holders.set(address, record)
    }
  return shared
}
