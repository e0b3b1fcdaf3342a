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
