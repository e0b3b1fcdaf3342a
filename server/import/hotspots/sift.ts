import type { Bounds } from '../../network/neighbourhoods/box.ts'
import { isInside } from './bounds.ts'
import { explained } from './periphery.ts'
import type { Fault, HotspotRow, RowFormat } from './rows.ts'

export interface Sifted {
  kept: HotspotRow[]
  /** Lines that repeat a kept row in every field, with the line they repeat. */
  merged: Array<{ line: number; sameAs: number }>
  setAside: Fault[]
}

export interface SiftOptions {
  /** The bounds are the city's, and nothing beyond them. */
  strict?: boolean
  /** Takes what is on earth. */
  takeOutside?: boolean
  /** Rows that lie in the city when latitude and longitude are turned. */
  swapped?: ReadonlySet<unknown>
  /** What stands in the file on a line: rows whose ids were made may differ in what is not known of them. */
  valuesOn?: (line: number) => readonly string[] | undefined
}

/**
 * Keeps the rows that can be stored: inside the city, and one to each programme and id. What lies beyond the bounds is of
 * the city too where it hangs together with it, unless `strict`.
 *
 * A row equal to an earlier one in every field is merged with it. A row that shares only programme and id with an
 * earlier one is another access point to which the city gave the same id (in Mexico City's file: 21 rows, most of them
 * kilometres from their namesake). The earlier is stored, the later set aside as `duplicate-id` with the line of the
 * earlier: an id that Plaza made up for it would come to mean another access point as soon as the file's order changes.
 */
export function sift(
  rows: HotspotRow[],
  bounds: Bounds,
  { headers, columns }: Pick<RowFormat, 'headers' | 'columns'>,
  { strict = true, takeOutside = false, swapped = new Set(), valuesOn = () => undefined }: SiftOptions = {},
): Sifted {
  const sifted: Sifted = { kept: [], merged: [], setAside: [] }
  const first = new Map<string, HotspotRow>()
  const fault = (row: HotspotRow, field: 'latitude' | 'longitude' | 'code', reason: Fault['reason'], detail: string) =>
    sifted.setAside.push({
      line: row.line,
      programme: row.programme,
      code: row.code,
      field: headers[columns[field] ?? columns[field === 'code' ? 'name' : 'place'] ?? -1] ?? field,
      value: String(row[field]),
      reason,
      detail,
    })
  const isIn = ({ latitude, longitude }: HotspotRow) => isInside(bounds, latitude, longitude)
  const beyond = strict
    ? new Set()
    : explained(
        rows.filter(isIn),
        rows.filter((row) => !isIn(row)),
      )
  for (const row of rows) {
    const wrong = offEarth(row)
    if (wrong) {
      fault(row, wrong.field, 'outside-the-city', wrong.detail)
      continue
    }
    if (!isIn(row) && !beyond.has(row) && !takeOutside) {
      if (swapped.has(row)) {
        fault(row, 'latitude', 'swapped', `longitude is ${row.longitude}: in the city if they are swapped (--swapped)`)
        continue
      }
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
    } else if (isSame(earlier, row) && (columns.code !== undefined || isSameLine(earlier, row, valuesOn)))
      sifted.merged.push({ line: row.line, sameAs: earlier.line })
    else fault(row, 'code', 'duplicate-id', `line ${earlier.line} has the same programme and id, but differs`)
  }
  return sifted
}

function offEarth({ latitude, longitude }: HotspotRow) {
  if (Math.abs(latitude) > 90) return { field: 'latitude', detail: 'latitudes are from -90 to 90' } as const
  if (Math.abs(longitude) > 180) return { field: 'longitude', detail: 'longitudes are from -180 to 180' } as const
  return latitude === 0 && longitude === 0 ? ({ field: 'latitude', detail: '0, 0 is in the sea' } as const) : undefined
}

const isSameLine = (a: HotspotRow, b: HotspotRow, valuesOn: NonNullable<SiftOptions['valuesOn']>): boolean =>
  valuesOn(a.line)?.join('\0') === valuesOn(b.line)?.join('\0')

const isSame = (a: HotspotRow, b: HotspotRow): boolean =>
  a.name === b.name &&
  a.latitude === b.latitude &&
  a.longitude === b.longitude &&
  a.settlement === b.settlement &&
  a.borough === b.borough &&
  a.installedOn === b.installedOn
