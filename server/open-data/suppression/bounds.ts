import { type CountTable, HIDDEN_TO, type Published, ROUNDED_TO, SAFE_WIDTH } from './table.ts'

/** The measures of a table, as columns count them: visits of cell c are column 2c, its sessions column 2c + 1. */
export const measures = ['visits', 'sessions'] as const

/** More than {@link SAFE_WIDTH} apart is as good as boundless; a bound keeps a solver from running off with one cell. */
const FAR = 4 * SAFE_WIDTH

export interface Bounds {
  readonly least: Int32Array
  readonly most: Int32Array
}

/**
 * What whoever knows the rules can say of each count by itself. Of a rounded one: it is less than five away, and was not
 * to be hidden. Of a hidden one: somebody was there.
 */
export function boundsOf(table: CountTable, published: Published): Bounds {
  const columns = 2 * published.length
  const [least, most] = [new Int32Array(columns), new Int32Array(columns)]
  for (const [cell, shown] of published.entries())
    for (const [offset, measure] of measures.entries()) {
      const column = 2 * cell + offset
      if (shown === null) {
        least[column] = 1
        most[column] = table[measure][cell]! + FAR
      } else if (shown[measure] > 0) {
        least[column] = Math.max(HIDDEN_TO + 1, shown[measure] - ROUNDED_TO + 1)
        most[column] = shown[measure] + ROUNDED_TO - 1
      }
    }
  return { least, most }
}
