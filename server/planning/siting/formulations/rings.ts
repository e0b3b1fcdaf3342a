import type { Incidence } from '../incidence.ts'
import type { CoverageQuestion } from '../model.ts'

export interface RingsQuestion extends Omit<CoverageQuestion, 'reach' | 'served'> {
  /** From the smallest ring to the largest: cells that each candidate reaches within it. */
  rings: readonly Incidence[]
  /** What a resident within each ring is worth, 0 to 1; a smaller ring is worth no less than a larger one. */
  worth: readonly number[]
  /** For each ring: 1 for a cell that a working hotspot serves within it already. */
  served?: readonly Uint8Array[] | undefined
}

/**
 * Gradual coverage (Berman and Krass, 2002): a cell is worth more the nearer a site is. With a copy of each cell for each
 * ring, worth what the ring is worth more than the next, it is maximal covering again. Copy `ring * cells + i` is cell i.
 */
export function gradualCoverage({ rings, worth, served, ...question }: RingsQuestion): CoverageQuestion {
  const cells = question.values.length
  const weights = worth.map((own, ring) => own - (worth[ring + 1] ?? 0))
  if (weights.some((weight) => weight < -1e-12))
    throw new RangeError(`A ring is worth more than one within it: ${worth.join(', ')}`)
  return {
    ...question,
    values: Float64Array.from({ length: rings.length * cells }, (_, copy) => {
      return question.values[copy % cells]! * Math.max(0, weights[Math.floor(copy / cells)]!)
    }),
    reach: sideBySide(rings, cells),
    served: served && Uint8Array.from(served.flatMap((ring) => [...ring])),
  }
}

function sideBySide(rings: readonly Incidence[], cells: number): Incidence {
  const rows = Math.max(0, ...rings.map(({ starts }) => starts.length - 1))
  const starts = new Int32Array(rows + 1)
  const items = new Int32Array(rings.reduce((sum, ring) => sum + ring.items.length, 0))
  let length = 0
  for (let row = 0; row < rows; row++) {
    rings.forEach((ring, index) => {
      for (let at = ring.starts[row]!; at < ring.starts[row + 1]!; at++)
        items[length++] = index * cells + ring.items[at]!
    })
    starts[row + 1] = length
  }
  return { starts, items }
}
