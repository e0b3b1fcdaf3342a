/** A linear program with whole numbers, to be maximised, built row by row. */
export interface Program {
  readonly worth: number[]
  readonly lower: number[]
  readonly upper: number[]
  readonly whole: boolean[]
  readonly rowLower: number[]
  readonly rowUpper: number[]
  readonly starts: number[]
  readonly columns: number[]
  readonly coefficients: number[]
}

export const emptyProgram = (): Program => ({
  ...{ worth: [], lower: [], upper: [], whole: [] },
  ...{ rowLower: [], rowUpper: [], starts: [0], columns: [], coefficients: [] },
})

/** @returns the column's number */
export function addColumn(program: Program, worth: number, upper: number, whole = false, lower = 0): number {
  program.lower.push(lower)
  program.upper.push(upper)
  program.whole.push(whole)
  return program.worth.push(worth) - 1
}

/** Adds `lower <= sum of coefficient * column <= upper`. */
export function addRow(
  program: Program,
  lower: number,
  upper: number,
  entries: Iterable<readonly [column: number, coefficient: number]>,
): void {
  for (const [column, coefficient] of entries) {
    program.columns.push(column)
    program.coefficients.push(coefficient)
  }
  program.starts.push(program.columns.length)
  program.rowLower.push(lower)
  program.rowUpper.push(upper)
}
