import type { Bounds } from '../../network/neighbourhoods/box.ts'
import { isInside } from './bounds.ts'
import type { Fault, HotspotRow, RowFormat } from './rows.ts'

export interface Sifted {
  kept: HotspotRow[]
  /** Lines that repeat a kept row in every field, with the line they repeat. */
  merged: Array<{ line: number; sameAs: number }>
  setAside: Fault[]
}

/**
 * Keeps the rows that can be stored: inside the city, and one to each programme and id.
 *
 * A row equal to an earlier one in every field is merged with it. A row that shares only programme and id with an
 * earlier one is another access point to which the city gave the same id (in Mexico City's file: 21 rows, most of them
 * kilometres from their namesake). The earlier is stored, the later set aside as `duplicate-id` with the line of the
 * earlier: an id that Plaza made up for it would come to mean another access point as soon as the file's order changes.
 */
export function sift(rows: HotspotRow[], bounds: Bounds, { headers, columns }: RowFormat): Sifted {
  const sifted: Sifted = { kept: [], merged: [], setAside: [] }
  const first = new Map<string, HotspotRow>()
  const fault = (row: HotspotRow, field: 'latitude' | 'longitude' | 'code', reason: Fault['reason'], detail: string) =>
    sifted.setAside.push({
      line: row.line,
      programme: row.programme,
      code: row.code,
      field: headers[columns[field] ?? -1] ?? field,
      value: String(row[field]),
      reason,
      detail,
    })
  for (const row of rows) {
    if (!isInside(bounds, row.latitude, row.longitude)) {
      const field = isInside(bounds, row.latitude, (bounds.west + bounds.east) / 2) ? 'longitude' : 'latitude'
      const [least, most] = field === 'longitude' ? [bounds.west, bounds.east] : [bounds.south, bounds.north]
      fault(row, field, 'outside-the-city', `the city lies between ${least.toFixed(4)} and ${most.toFixed(4)}`)
      continue
    }
    const key = JSON.stringify([row.programme, row.code])
    const earlier = first.get(key)
    if (!earlier) {
      first.set(key, row)
      sifted.kept.push(row)
    } else if (isSame(earlier, row)) sifted.merged.push({ line: row.line, sameAs: earlier.line })
    else fault(row, 'code', 'duplicate-id', `line ${earlier.line} has the same programme and id, but differs`)
  }
  return sifted
}

const isSame = (a: HotspotRow, b: HotspotRow): boolean =>
  a.name === b.name &&
  a.latitude === b.latitude &&
  a.longitude === b.longitude &&
  a.settlement === b.settlement &&
  a.borough === b.borough &&
  a.installedOn === b.installedOn
