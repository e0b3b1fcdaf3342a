import Flatbush from 'flatbush'
import { within } from 'geoflatbush'

/**
 * Which items belong to which rows, as a compressed sparse row: those of row i are `items[starts[i]]` to before
 * `items[starts[i + 1]]`, ascending. A city has hundreds of thousands of pairs in it; a matrix of distances would have
 * billions.
 */
export interface Incidence {
  readonly starts: Int32Array
  readonly items: Int32Array
}

/** Degrees, WGS84. */
export interface Point {
  readonly latitude: number
  readonly longitude: number
}

export const rowsOf = ({ starts }: Incidence): number => starts.length - 1

/** The items of a row; a view, not a copy. */
export const itemsOf = ({ starts, items }: Incidence, row: number): Int32Array =>
  items.subarray(starts[row], starts[row + 1])

/** Of rows given as lists; a row names an item once. */
export function incidenceOf(rows: readonly Iterable<number>[]): Incidence {
  const sorted = rows.map((row) => Int32Array.from(new Set(row)).sort())
  const starts = new Int32Array(rows.length + 1)
  sorted.forEach((row, index) => {
    starts[index + 1] = starts[index]! + row.length
  })
  const items = new Int32Array(starts[rows.length]!)
  sorted.forEach((row, index) => {
    items.set(row, starts[index])
  })
  return { starts, items }
}

/** The same pairs by item: row k of the answer names the rows that had k. */
export function transposed({ starts, items }: Incidence, columns: number): Incidence {
  const turned = new Int32Array(columns + 1)
  for (const item of items) turned[item + 1]!++
  for (let column = 0; column < columns; column++) turned[column + 1]! += turned[column]!
  const next = turned.slice(0, columns)
  const rows = new Int32Array(items.length)
  for (let row = 0; row + 1 < starts.length; row++)
    for (let at = starts[row]!; at < starts[row + 1]!; at++) rows[next[items[at]!]!++] = row
  return { starts: turned, items: rows }
}

/** The cells whose centres lie within so many metres of a point, ascending. */
export type CellFinder = (from: Point, metres: number) => number[]

/** By great-circle distance, as coverage counts them. */
export function cellFinder(cells: readonly Point[]): CellFinder {
  if (cells.length === 0) return () => []
  const index = new Flatbush(cells.length)
  for (const { latitude, longitude } of cells) index.add(longitude, latitude, longitude, latitude)
  index.finish()
  return ({ latitude, longitude }, metres) => within(index, longitude, latitude, metres / 1000).sort((a, b) => a - b)
}

/**
 * For each ring, the cells within so many metres of each candidate.
 *
 * @param rings radii in metres
 * @returns for each ring the cells of every candidate, in the rings' order
 */
export function withinRings(
  cells: readonly Point[],
  candidates: readonly Point[],
  rings: readonly number[],
): Incidence[] {
  const cellsAround = cellFinder(cells)
  return rings.map((metres) => {
    const starts = new Int32Array(candidates.length + 1)
    let items = new Int32Array(16 * candidates.length + 16)
    candidates.forEach((candidate, row) => {
      const found = cellsAround(candidate, metres)
      const from = starts[row]!
      if (from + found.length > items.length) items = widened(items, from + found.length)
      items.set(found, from)
      starts[row + 1] = from + found.length
    })
    return { starts, items: items.slice(0, starts[candidates.length]) }
  })
}

function widened(items: Int32Array<ArrayBuffer>, atLeast: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(Math.max(2 * items.length, atLeast))
  wider.set(items)
  return wider
}
