import { createKnapsack, type Knapsack } from './knapsack.ts'
import type { CoverageModel } from './model.ts'

/**
 * A bound that no plan exceeds. For any u with 0 <= u_i <= v_i let r_j be the sum of u over the cells of candidate j. Then
 *
 *     optimum <= L(u) = sum of (v_i - u_i) + the best fractional knapsack of r within the budget
 *
 * since v_i y_i <= (v_i - u_i) + u_i * (number of picks that reach i), summed over cells. It is the Lagrangian dual of
 * maximal covering; its least value is that of the linear relaxation (Geoffrion, 1974).
 */
export interface Relaxation {
  /** @returns L(u); fills `worth` and the knapsack */
  evaluate(u: Float64Array): number
  /** After `evaluate`: r of each candidate. */
  readonly worth: Float64Array
  readonly knapsack: Knapsack
}

export function createRelaxation(model: CoverageModel): Relaxation {
  const { values, cellsOf } = model
  const { starts, items } = cellsOf
  const worth = new Float64Array(model.costs.length)
  const knapsack = createKnapsack(model)
  return {
    ...{ worth, knapsack },
    evaluate(u) {
      let rest = 0
      for (let cell = 0; cell < values.length; cell++) rest += values[cell]! - u[cell]!
      for (let candidate = 0; candidate < worth.length; candidate++) {
        let sum = 0
        for (let at = starts[candidate]!; at < starts[candidate + 1]!; at++) sum += u[items[at]!]!
        worth[candidate] = sum
      }
      return rest + knapsack.solve(worth)
    },
  }
}

/** Brings each u_i between 0 and v_i, where every u gives a bound. */
export function clamped(values: Float64Array, u: ArrayLike<number>): Float64Array {
  return values.map((value, cell) => Math.min(value, Math.max(0, u[cell] ?? 0)))
}
