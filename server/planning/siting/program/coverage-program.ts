import { itemsOf } from '../incidence.ts'
import type { CoverageModel } from '../model.ts'
import { addColumn, addRow, emptyProgram, type Program } from './program.ts'

/**
 * Maximal covering as a program. Column j is candidate j, built or not; column `candidates + i` is cell i, covered or not;
 * whole candidates make the cells whole by themselves.
 */
export interface CoverageProgram {
  readonly program: Program
  readonly model: CoverageModel
  /** The column of a cell. */
  readonly cell: (cell: number) => number
}

/** @param withBudget false where the cost is the objective itself */
export function coverageProgram(model: CoverageModel, withBudget = true): CoverageProgram {
  const { values, costs, candidatesOf, budget } = model
  const program = emptyProgram()
  const candidates = costs.length
  for (let candidate = 0; candidate < candidates; candidate++) addColumn(program, 0, 1, true)
  for (const value of values) addColumn(program, value, 1)
  const cell = (index: number) => candidates + index
  values.forEach((_, index) => {
    const reaching = Array.from(itemsOf(candidatesOf, index), (candidate) => [candidate, 1] as const)
    addRow(program, 0, Number.POSITIVE_INFINITY, [[cell(index), -1], ...reaching])
  })
  if (withBudget)
    addRow(
      program,
      Number.NEGATIVE_INFINITY,
      budget,
      [...costs].map((cost, candidate) => [candidate, cost]),
    )
  const places = new Map<number, number[]>()
  model.places.forEach((place, candidate) => {
    if (place >= 0) places.set(place, [...(places.get(place) ?? []), candidate])
  })
  for (const place of places.values())
    if (place.length > 1)
      addRow(
        program,
        0,
        1,
        place.map((candidate) => [candidate, 1] as const),
      )
  return { program, model, cell }
}

/** Values of the columns for these picks. */
export function columnsOf({ program, model, cell }: CoverageProgram, picks: Iterable<number>): Float64Array {
  const columns = new Float64Array(program.worth.length)
  for (const pick of picks) {
    columns[pick] = 1
    for (const reached of itemsOf(model.cellsOf, pick)) columns[cell(reached)] = 1
  }
  return columns
}

/** Picks of a solution. */
export function picksIn({ model }: CoverageProgram, columns: Float64Array): number[] {
  return [...model.costs.keys()].filter((candidate) => columns[candidate]! > 0.5)
}
