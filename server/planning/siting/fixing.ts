import { clamped, createRelaxation } from './bound.ts'
import { type CoverageModel, chained, type Derived, ImpossiblePlanError, openQuestion } from './model.ts'
import { presolve } from './presolve.ts'

/** A model in which some candidates are decided: a plan better than the one known can only pick among the others. */
export interface Fixed extends Derived {
  /** Candidates that every better plan picks, by their numbers in the model before. */
  readonly lockedIn: readonly number[]
  readonly lockedValue: number
}

/**
 * Decides candidates by their reduced cost at u: with price p of the budget, a plan with candidate j is worth at most
 * L(u) - (p c_j - r_j), and one without a taken j at most L(u) - (r_j - p c_j). What is then not above `known` is ruled out.
 *
 * @returns undefined where `known` is proven best: every candidate is decided, and no better plan is left
 */
export function fixByBound(model: CoverageModel, u: ArrayLike<number>, known: number): Fixed | undefined {
  const relaxation = createRelaxation(model)
  const bound = relaxation.evaluate(clamped(model.values, u))
  const margin = 1e-9 * Math.max(1, known)
  if (bound <= known + margin) return undefined
  const { worth, knapsack } = relaxation
  const lockedIn: number[] = []
  const lockedOut: number[] = []
  const surplus = worth.map((r, candidate) => r - knapsack.price * model.costs[candidate]!)
  const bestAtPlace = bestSurplus(model.places, surplus)
  surplus.forEach((own, candidate) => {
    const place = model.places[candidate]!
    const [best, second] = place < 0 ? [Math.max(0, own), 0] : bestAtPlace.get(place)!
    const without = own === best ? second : best
    if (bound - (best - own) <= known + margin) lockedOut.push(candidate)
    else if (own > 0 && bound - (own - without) <= known + margin) lockedIn.push(candidate)
  })
  const { values, cellsOf, costs, budget, places } = model
  try {
    const open = openQuestion({ values, reach: cellsOf, costs, budget, places, lockedIn, lockedOut })
    return { ...chained(open, presolve(open.model)), lockedIn, lockedValue: open.lockedValue }
  } catch (error) {
    // What every better plan picks is more than the budget or a place allows: there is no better plan.
    if (error instanceof ImpossiblePlanError) return undefined
    throw error
  }
}

/** Of each place the largest and the second largest surplus, not below 0: nothing may be built there. */
function bestSurplus(places: Int32Array, surplus: Float64Array): Map<number, [best: number, second: number]> {
  const best = new Map<number, [number, number]>()
  places.forEach((place, candidate) => {
    if (place < 0) return
    const [first, second] = best.get(place) ?? [0, 0]
    const own = surplus[candidate]!
    best.set(place, own > first ? [own, first] : [first, Math.max(second, own)])
  })
  return best
}
