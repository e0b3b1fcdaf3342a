import { folded } from '../../network/spelling.ts'
import type { HotspotRow } from './rows.ts'

type Unnamed = HotspotRow & { address: string | null }

/** About 11 m: the same place in the next edition of the file. */
const DECIMALS = 4

/**
 * Gives records without an id one that the next edition of the file gives them again, in whatever order: their name; where
 * several have it, with the address or the place; where that is not enough, both.
 */
export function madeCodes(rows: readonly Unnamed[]): HotspotRow[] {
  const without = rows.filter(({ code }) => code === '')
  const made = new Map(codesOf(without).map((row, at) => [without[at], row]))
  return rows.map((row) => {
    const { address: _, ...rest } = made.get(row) ?? row
    return rest
  })
}

function codesOf(rows: readonly Unnamed[]): Unnamed[] {
  const place = ({ latitude, longitude }: Unnamed) => `${latitude.toFixed(DECIMALS)},${longitude.toFixed(DECIMALS)}`
  const name = (row: Unnamed) => row.name || row.address || place(row)
  const forms: Array<(row: Unnamed) => string> = [
    name,
    (row) => (row.address ? `${name(row)}, ${row.address}` : `${name(row)} (${place(row)})`),
  ]
  const repeated = forms.map((form) => repeatedAmong(rows.map(form)))
  return rows.map((row) => {
    const at = forms.findIndex((form, index) => !repeated[index]!.has(folded(form(row))))
    const code = at === -1 ? `${forms[1]!(row)} (${place(row)})` : forms[at]!(row)
    return { ...row, code, name: row.name || code }
  })
}

function repeatedAmong(texts: string[]): Set<string> {
  const seen = new Set<string>()
  return new Set(texts.map(folded).filter((text) => seen.size === seen.add(text).size))
}
