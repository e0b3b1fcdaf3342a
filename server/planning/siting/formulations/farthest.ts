import { type Incidence, transposed } from '../incidence.ts'
import { type CoverageModel, type CoverageQuestion, costOf, modelOf } from '../model.ts'
import { presolve } from '../presolve.ts'
import type { ProgramOptions } from '../program/solve-program.ts'
import { cheapestFor } from './target.ts'

export interface Farthest {
  /** Metres: with the picks nobody lives farther than this from a site. */
  readonly radius: number
  readonly picks: readonly number[]
  readonly cost: number
  /** Whether no smaller of the radii was found possible within time. */
  readonly proven: boolean
}

export interface FarthestQuestion extends Pick<CoverageQuestion, 'budget' | 'costs' | 'places'> {
  /** Number of cells, all of which are to be reached. */
  cells: number
  /** Radii that are tried, ascending, in metres: distances between cells and candidates, or steps of them. */
  radii: readonly number[]
  /** Cells that each candidate reaches within a radius. */
  within: (radius: number) => Incidence
}

/**
 * The smallest radius whose cheapest set cover fits the budget, by bisection: nobody lives farther from a site than that
 * (the p-centre problem, Minieka, 1970).
 *
 * @returns undefined where not even the largest radius does
 */
export async function farthestServed(
  question: FarthestQuestion,
  options: ProgramOptions = {},
): Promise<Farthest | undefined> {
  const { radii, budget } = question
  let [low, high, proven] = [0, radii.length, true]
  let found: Farthest | undefined
  while (low < high) {
    const middle = (low + high) >> 1
    const cover = await cheapestCover(question, question.within(radii[middle]!), options)
    if (cover && cover.cost <= budget * (1 + 1e-9)) {
      found = { ...cover, radius: radii[middle]!, proven: true }
      high = middle
    } else {
      // Stopped before it was known whether a cover within the budget exists: a larger radius is taken instead.
      if (cover && cover.bound <= budget) proven = false
      low = middle + 1
    }
  }
  return found && { ...found, proven }
}

async function cheapestCover(question: FarthestQuestion, reach: Incidence, options: ProgramOptions) {
  const { cells } = question
  if (transposed(reach, cells).starts.some((start, cell, starts) => cell > 0 && start === starts[cell - 1]))
    return undefined
  const model: CoverageModel = modelOf({ ...question, reach, values: new Float64Array(cells).fill(1) })
  const small = presolve(model)
  const residents = small.model.values
  const total = residents.reduce((sum, value) => sum + value, 0)
  const all = {
    of: new Int32Array(residents.length),
    residents,
    totals: Float64Array.of(total),
    base: Float64Array.of(0),
  }
  const plan = await cheapestFor(small.model, all, 1, options)
  if (!plan) return undefined
  const picks = plan.picks.map((pick) => small.candidates[pick]!)
  return { picks, cost: costOf(model, picks), bound: plan.bound }
}
