import { type CoverageModel, coveredValue } from './model.ts'
import { bestCandidate, emptySelection, pick, picksOf, type Selection } from './selection.ts'

/** Picks the candidate with most gain for its cost, again and again, until nothing more is allowed or adds anything. */
export function completeGreedily(selection: Selection): void {
  for (let next = bestCandidate(selection); next >= 0; next = bestCandidate(selection)) pick(selection, next)
}

/**
 * A first plan. Where all cost the same it is worth at least 1 - 1/e of the best one (Nemhauser, Wolsey and Fisher, 1978);
 * with costs, the better of two is taken: by gain for cost, and begun with the single candidate of most gain.
 */
export function greedy(model: CoverageModel): number[] {
  const byRatio = emptySelection(model)
  const alone = largestAffordable(byRatio)
  completeGreedily(byRatio)
  if (byRatio.uniform || alone < 0) return picksOf(byRatio)
  const fromLargest = emptySelection(model)
  pick(fromLargest, alone)
  completeGreedily(fromLargest)
  return [byRatio, fromLargest]
    .map(picksOf)
    .reduce((best, picks) => (coveredValue(model, picks) > coveredValue(model, best) ? picks : best))
}

function largestAffordable({ gain, model: { costs, budget } }: Selection): number {
  let best = -1
  for (let candidate = 0; candidate < gain.length; candidate++)
    if (costs[candidate]! <= budget && gain[candidate]! > (gain[best] ?? 0)) best = candidate
  return best
}

/** Candidates in the order in which a greedy plan picks them. */
export function ranking(model: CoverageModel): number[] {
  const selection = emptySelection(model)
  const order: number[] = []
  for (let next = bestCandidate(selection); next >= 0; next = bestCandidate(selection)) {
    pick(selection, next)
    order.push(next)
  }
  return order
}
