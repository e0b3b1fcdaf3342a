import { itemsOf } from '../incidence.ts'
import type { CoverageModel, CoverageQuestion, Derived } from '../model.ts'

/** Residents of a question by group. */
export interface Grouped {
  /** Group of each cell of the question, from 0. */
  readonly of: Int32Array
  /** Residents of each cell of the question, whatever need weighs. */
  readonly residents: Float64Array
}

/** The same for the model that presolve made of the question with these groups kept apart. */
export function groupsIn(
  { reach, served, lockedIn = [] }: CoverageQuestion,
  { of, residents }: Grouped,
  small: Derived,
): Groups {
  const count = of.reduce((most, group) => Math.max(most, group + 1), 0)
  const covered = Uint8Array.from(served ?? new Uint8Array(of.length))
  for (const candidate of lockedIn) for (const cell of itemsOf(reach, candidate)) covered[cell] = 1
  const cells = small.model.values.length
  const own = { of: new Int32Array(cells), residents: new Float64Array(cells) }
  const [totals, base] = [new Float64Array(count), new Float64Array(count)]
  of.forEach((group, cell) => {
    const joined = small.cells[cell]!
    totals[group]! += residents[cell]!
    if (covered[cell]) base[group]! += residents[cell]!
    if (joined < 0) return
    own.of[joined] = group
    own.residents[joined]! += residents[cell]!
  })
  return { ...own, totals, base }
}

/** Groups of residents, boroughs or quintiles, each of which is to have its share. */
export interface Groups {
  /** Group of each cell of the model. */
  readonly of: Int32Array
  /** Residents of each cell of the model: what is counted in shares, whatever need weighs. */
  readonly residents: Float64Array
  /** Of each group: all its residents. */
  readonly totals: Float64Array
  /** Of each group: residents whom existing and locked in sites cover already. */
  readonly base: Float64Array
}

/** Of each group: the share of its residents covered with these cells. */
export function sharesOf({ of, residents, totals, base }: Groups, covered: (cell: number) => boolean): Float64Array {
  const sums = base.slice()
  of.forEach((group, cell) => {
    if (covered(cell)) sums[group]! += residents[cell]!
  })
  return sums.map((sum, group) => (totals[group]! > 0 ? sum / totals[group]! : 1))
}

/** Which cells these picks reach. */
export function cellsReached({ cellsOf, values }: CoverageModel, picks: Iterable<number>): (cell: number) => boolean {
  const reached = new Uint8Array(values.length)
  for (const pick of picks) for (const cell of itemsOf(cellsOf, pick)) reached[cell] = 1
  return (cell) => reached[cell] === 1
}
