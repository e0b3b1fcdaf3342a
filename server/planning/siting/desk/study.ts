import { regrets } from '../formulations/phases.ts'
import { type CoverageQuestion, openQuestion } from '../model.ts'
import { presolve } from '../presolve.ts'
import { frontier } from './frontier.ts'
import { rankStability } from './ranks.ts'

/** What is asked of a solved plan. Candidates and cells are the question's. */
export interface StudyQuestion {
  readonly question: CoverageQuestion
  readonly picks: readonly number[]
  /** Ascending, with what is locked in. */
  readonly budgets: readonly number[]
  /** Of each other weighing of need, the values of all cells. */
  readonly others: readonly Float64Array[]
  /** The picks that are built in each year, and the budget of each. */
  readonly years: readonly (readonly number[])[]
  readonly yearBudget: number
}

/** Values have those that locked in candidates cover in them. */
export interface Study {
  readonly frontier: readonly { budget: number; value: number; bound: number; picks: readonly number[] }[]
  /** Of each pick: the share of the other weighings under which it is picked too; null where it is locked in. */
  readonly kept: readonly (number | null)[]
  /** Of each other weighing: the share of the picks that it has as well. */
  readonly overlap: readonly number[]
  readonly years: readonly { sites: number; value: number; bound: number; regret: number }[]
}

/** Of how many budgets the frontier has a bound of its own, and how many steps each takes: some seconds for a large city. */
const DUALS = 4
const STEPS = 250

/** The frontier of cost and coverage, how firm the picks are under other weights, and what each year gives up. */
export function study(asked: StudyQuestion): Study {
  return { frontier: frontierOf(asked), ...firmness(asked), years: yearsOf(asked) }
}

function frontierOf({ question, budgets }: StudyQuestion): Study['frontier'] {
  const most = Math.max(...budgets)
  const open = openQuestion({ ...question, budget: most })
  const small = presolve(open.model)
  const lockedCost = most - open.model.budget
  const left = budgets.map((budget) => Math.max(0, budget - lockedCost))
  return frontier(small.model, left, DUALS, STEPS).map(({ value, bound, picks }, at) => ({
    ...{ budget: budgets[at]!, value: value + open.lockedValue, bound: bound + open.lockedValue },
    picks: [...open.lockedIn, ...picks.map((number) => open.candidates[small.candidates[number]!]!)],
  }))
}

function firmness({ question, picks, others }: StudyQuestion): Pick<Study, 'kept' | 'overlap'> {
  // Cells that one weighing leaves out have their value in another.
  const all = question.values.map((_, cell) => others.reduce((sum, values) => sum + values[cell]!, 0))
  const { model, candidates, cells } = openQuestion({ ...question, values: all })
  const numbers = numbersIn(candidates, picks)
  const values = others.map((weighed) => {
    const own = new Float64Array(model.values.length)
    cells.forEach((cell, whole) => {
      if (cell >= 0) own[cell]! += weighed[whole]!
    })
    return own
  })
  const { kept, overlap } = rankStability(model, numbers, values)
  const shares = new Map(numbers.map((number, at) => [candidates[number]!, kept[at]!]))
  return { kept: picks.map((pick) => shares.get(pick) ?? null), overlap: [...overlap] }
}

/** What is locked in is built in its year like the others. */
function yearsOf({ question, years, yearBudget }: StudyQuestion): Study['years'] {
  const budget = yearBudget * years.length * (1 + 1e-9)
  const { model, candidates } = openQuestion({ ...question, lockedIn: [], budget })
  const built = years.map((picks) => numbersIn(candidates, picks))
  const budgets = years.map(() => budget / years.length)
  return regrets(model, built, budgets, STEPS).map(({ value, bound, regret }, at) => {
    return { sites: years[at]!.length, value, bound, regret }
  })
}

/** Of candidates of the question: those left open, by their number in the model. */
function numbersIn(open: Int32Array, candidates: readonly number[]): number[] {
  const numbers = new Map(Array.from(open, (candidate, number) => [candidate, number] as const))
  return candidates.flatMap((candidate) => numbers.get(candidate) ?? [])
}
