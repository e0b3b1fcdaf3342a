import { completeGreedily } from '../greedy.ts'
import type { CoverageModel } from '../model.ts'
import { bestCandidate, close, pick, picksOf, selectionOf, unpick } from '../selection.ts'

export interface RankStability {
  /** Of each pick in the order given: the share of other weights under which it stays, 0 to 1. */
  readonly kept: Float64Array
  /** Of each other weighting: the share of the picks that stay. */
  readonly overlap: Float64Array
}

/** Rounds over all picks after which it is left as it is. */
const ROUNDS = 4

/**
 * How far a plan depends on how need is weighed: which picks stay where the plan is bettered under other values of the cells.
 * A pick goes only where others in its place and for its money are worth more, so one that many are as good as stays.
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
    const theirs = new Set(bettered({ ...model, values }, picks))
    picks.forEach((candidate, at) => {
      if (theirs.has(candidate)) kept[at]! += 1 / others.length
    })
    return picks.filter((candidate) => theirs.has(candidate)).length / Math.max(1, picks.length)
  })
  return { kept, overlap }
}

/** Exchanges one pick at a time while that gains. */
function bettered(model: CoverageModel, picks: readonly number[]): number[] {
  const selection = selectionOf(model, picks)
  completeGreedily(selection)
  for (let round = 0, isBetter = true; isBetter && round < ROUNDS; round++) {
    isBetter = false
    for (const site of picksOf(selection)) {
      const before = selection.value
      unpick(selection, site)
      close(selection, site, 1)
      const added: number[] = []
      for (let next = bestCandidate(selection); next >= 0; next = bestCandidate(selection)) {
        pick(selection, next)
        added.push(next)
      }
      close(selection, site, -1)
      if (selection.value > before * (1 + 1e-9)) {
        isBetter = true
        continue
      }
      for (const one of added) unpick(selection, one)
      pick(selection, site)
    }
  }
  return picksOf(selection)
}
