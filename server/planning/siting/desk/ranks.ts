import { ranking } from '../greedy.ts'
import type { CoverageModel } from '../model.ts'

export interface RankStability {
  /** Of each pick in the order given: the share of other weights under which it is picked as well, 0 to 1. */
  readonly kept: Float64Array
  /** Of each other weighting: the share of the picks that it has in common with the plan. */
  readonly overlap: Float64Array
}

/**
 * How far a plan depends on how need is weighed: greedy plans under other values of the cells, beside it. Candidates that
 * reach nearly the same count as different; what matters is which sites nobody disputes.
 *
 * @param others of each other weighting, the values of all cells
 */
export function rankStability(
  model: CoverageModel,
  picks: readonly number[],
  others: readonly Float64Array[],
): RankStability {
  const kept = new Float64Array(picks.length)
  const overlap = Float64Array.from(others, (values) => {
    const theirs = new Set(ranking({ ...model, values }))
    picks.forEach((candidate, at) => {
      if (theirs.has(candidate)) kept[at]! += 1 / others.length
    })
    return picks.filter((candidate) => theirs.has(candidate)).length / Math.max(1, picks.length)
  })
  return { kept, overlap }
}
