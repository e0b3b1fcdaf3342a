import { clamped, createRelaxation } from '../bound.ts'
import type { CoverageModel } from '../model.ts'
import { bestCandidate, emptySelection, pick, picksOf } from '../selection.ts'
import { lowerBound } from '../subgradient.ts'

export interface FrontierPoint {
  readonly budget: number
  /** Value of the plan known for the budget. */
  readonly value: number
  /** No plan for the budget is worth more. */
  readonly bound: number
  /** The plan known. */
  readonly picks: readonly number[]
}

/**
 * The curve of cost and coverage. The plan of each budget is greedy; one u proves little far from its own budget, so each
 * budget has the least bound of several u.
 *
 * @param budgets ascending
 * @param duals how many budgets get a u of their own
 * @param steps of each
 */
export function frontier(model: CoverageModel, budgets: readonly number[], duals = 7, steps = 400): FrontierPoint[] {
  const plans = greedyPlans(model, budgets)
  const every = Math.max(1, Math.ceil(budgets.length / duals))
  let u: Float64Array | undefined
  const proofs: Float64Array[] = []
  budgets.forEach((budget, at) => {
    if (at % every !== 0 && at !== budgets.length - 1) return
    let asked = 0
    u = lowerBound({ ...model, budget }, plans[at]!.value, u, () => asked++ >= steps).u
    proofs.push(u)
  })
  return budgets.map((budget, at) => ({ budget, ...plans[at]!, bound: leastBound({ ...model, budget }, proofs) }))
}

/** The lower envelope: the least L(u) of several u for the model's budget. */
export function leastBound(model: CoverageModel, duals: readonly ArrayLike<number>[]): number {
  const relaxation = createRelaxation(model)
  return duals.reduce<number>(
    (least, u) => Math.min(least, relaxation.evaluate(clamped(model.values, u))),
    model.values.reduce((sum, value) => sum + value, 0),
  )
}

/** Greedy plans, each of which goes on from the one before. */
function greedyPlans(model: CoverageModel, budgets: readonly number[]): Pick<FrontierPoint, 'value' | 'picks'>[] {
  const picks: number[] = []
  return budgets.map((budget) => {
    const selection = emptySelection({ ...model, budget })
    for (const candidate of picks) pick(selection, candidate)
    for (let next = bestCandidate(selection); next >= 0; next = bestCandidate(selection)) pick(selection, next)
    picks.splice(0, picks.length, ...picksOf(selection))
    return { value: selection.value, picks: [...picks] }
  })
}
