import { addressesOf } from '../../network/hotspots/change.ts'
import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { folded } from '../../network/spelling.ts'
import type { NetworkReason, NetworkRow } from './rows.ts'

/** The hotspot that a line means; or why none is sure, and which it may be. */
export type Match =
  | { hotspot: HotspotRecord }
  | { reason: NetworkReason; detail: string; field: 'code' | 'mac' | 'name'; candidates: readonly HotspotRecord[] }

/** Finds the hotspot that a line of the network's file means: by programme and code, else address, else name. */
export function createMatcher(records: Iterable<HotspotRecord>): (row: NetworkRow) => Match {
  const byCode = new Map<string, HotspotRecord[]>()
  const byAddress = new Map<string, HotspotRecord[]>()
  const byName = new Map<string, HotspotRecord[]>()
  for (const record of records) {
    push(byCode, folded(record.code), record)
    if (record.retiredAt !== null) continue
    for (const address of addressesOf(record)) push(byAddress, address, record)
    for (const name of new Set([record.name, ...record.names].map(folded))) push(byName, name, record)
  }
  const found = (each: readonly HotspotRecord[], field: 'code' | 'mac' | 'name'): Match | undefined => {
    const different = [...new Set(each)]
    if (different.length === 0) return undefined
    const [one] = different
    if (different.length > 1)
      return { reason: 'ambiguous', field, detail: candidatesOf(different), candidates: different }
    if (one!.retiredAt === null) return { hotspot: one! }
    const detail = `It is retired; plaza hotspot restore ${one!.id} puts it back.`
    return { reason: 'retired', field, detail, candidates: different }
  }
  return (row) => {
    const ofProgramme = fitting(row.programme, ({ programme }) => programme)
    const coded = row.code === null ? [] : (byCode.get(folded(row.code)) ?? []).filter(ofProgramme)
    // Codes that differ in case or signs only are one code unless there are several: then as it is written.
    const exact = coded.filter(({ code }) => code === row.code)
    const byTheirCode = found(exact.length > 0 ? exact : coded, 'code')
    if (byTheirCode) return byTheirCode
    const heard = [...(row.mac === null ? [] : [row.mac]), ...(row.bssids ?? [])]
    const byTheirMac = found(
      heard.flatMap((address) => byAddress.get(address) ?? []),
      'mac',
    )
    if (byTheirMac) return byTheirMac
    const called = [...(row.name === null ? [] : [row.name]), ...(row.names ?? [])]
    const named = called.flatMap((name) => byName.get(folded(name)) ?? []).filter(ofProgramme)
    const atGateway = named.filter(fitting(row.gateway, ({ gateway }) => gateway))
    const byTheirName = found(atGateway.length > 0 ? atGateway : named, 'name')
    // A code that there is not means another hotspot, whatever it is called.
    if (byTheirName && (row.code === null || 'reason' in byTheirName)) return byTheirName
    return unknown(row, 'hotspot' in (byTheirName ?? {}) ? named : [])
  }
}

function unknown(row: NetworkRow, candidates: readonly HotspotRecord[]): Match {
  if (row.code === null && row.mac === null && row.name === null && !row.names?.length && !row.bssids?.length) {
    const detail = 'The line has no code, address or name of a hotspot.'
    return { reason: 'names-no-hotspot', field: 'code', detail, candidates: [] }
  }
  const near = candidates.length > 0 ? ` The name is that of ${candidatesOf(candidates)}` : ''
  const detail = `No hotspot has this code, address or name: plaza import hotspots brings it in.${near}`
  return {
    reason: 'unknown-hotspot',
    field: row.code !== null ? 'code' : row.mac !== null ? 'mac' : 'name',
    detail,
    candidates,
  }
}

const SHOWN = 5

/** Which ones they are, in words. */
export const candidatesOf = (each: readonly HotspotRecord[]): string =>
  each
    .slice(0, SHOWN)
    .map(({ programme, code, name }) => `${programme} ${code} (${name})`)
    .join('; ') + (each.length > SHOWN ? `; and ${each.length - SHOWN} more` : '')

const fitting =
  (wanted: string | null, field: (record: HotspotRecord) => string | null) =>
  (record: HotspotRecord): boolean =>
    wanted === null || folded(field(record) ?? '') === folded(wanted)

function push(map: Map<string, HotspotRecord[]>, key: string, record: HotspotRecord): void {
  if (key === '') return
  const others = map.get(key)
  if (others) others.push(record)
  else map.set(key, [record])
}
