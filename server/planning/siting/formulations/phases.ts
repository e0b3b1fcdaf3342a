import { clamped, createRelaxation } from '../bound.ts'
import type { CoverageModel } from '../model.ts'
import { emptySelection, pick } from '../selection.ts'
import { lowerBound } from '../subgradient.ts'

export interface Phase {
  /** Built in this year, in order of gain for cost. */
  readonly picks: readonly number[]
  readonly spent: number
  /** Value covered at the end of the year. */
  readonly value: number
  /** No plan made for this year alone, with all money until then, covers more. */
  readonly bound: number
  /** What is given up in this year at most because the last year was planned first; 0 to 1. */
  readonly regret: number
}

/**
 * Divides the last year's plan over the years: what gains most for its cost first, as far as the money of each year and
 * what is left over of the years before goes.
 *
 * @param picks of a plan whose cost is within the sum of the budgets
 * @param budgets money of each year
 * @param steps of the bound for each year
 */
export function phases(
  model: CoverageModel,
  picks: readonly number[],
  budgets: readonly number[],
  steps = 600,
): Phase[] {
  const selection = emptySelection(model)
  const waiting = new Set(picks)
  let allowed = 0
  const years = budgets.map((budget) => {
    allowed += budget
    const built: number[] = []
    for (let next = bestOf(waiting); next !== undefined; next = bestOf(waiting)) {
      pick(selection, next)
      waiting.delete(next)
      built.push(next)
    }
    return built
  })
  return regrets(model, years, budgets, steps)

  function bestOf(candidates: Iterable<number>): number | undefined {
    const left = (allowed - selection.cost) * (1 + 1e-9)
    let best: number | undefined
    const ratio = (candidate: number) => selection.gain[candidate]! / model.costs[candidate]!
    for (const candidate of candidates)
      if (model.costs[candidate]! <= left && (best === undefined || ratio(candidate) > ratio(best))) best = candidate
    return best
  }
}

/**
 * What each year gives up at most because another was planned for: its plan beside the bound of a plan for this year alone.
 *
 * @param years the picks that are built in each
 * @param budgets money of each year; what one leaves, the next has
 */
export function regrets(
  model: CoverageModel,
  years: readonly (readonly number[])[],
  budgets: readonly number[],
  steps = 600,
): Phase[] {
  const selection = emptySelection(model)
  let u: Float64Array | undefined
  let allowed = 0
  return years.map((picks, at) => {
    allowed += budgets[at]!
    const before = selection.cost
    for (const candidate of picks) pick(selection, candidate)
    let asked = 0
    const year = { ...model, budget: allowed }
    const dual = lowerBound(year, selection.value, u && clamped(model.values, u), () => asked++ >= steps)
    u = dual.u
    const bound = Math.max(selection.value, createRelaxation(year).evaluate(dual.u))
    const regret = bound > 0 ? (bound - selection.value) / bound : 0
    return { picks, spent: selection.cost - before, value: selection.value, bound, regret }
  })
}
