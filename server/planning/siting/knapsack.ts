import type { CoverageModel } from './model.ts'

/**
 * The best fraction of candidates for a given worth of each, within the budget and with at most one whole candidate at
 * each place: the linear relaxation of a multiple-choice knapsack (Sinha and Zoltners, Operations Research 27, 1979).
 */
export interface Knapsack {
  /** Fills `share`. @returns the worth of the best fractions */
  solve(worth: Float64Array): number
  /** After `solve`: candidates of which something is taken, the first `takenCount` count. */
  readonly taken: Int32Array
  takenCount: number
  /** After `solve`: how much of each candidate is taken, 0 to 1. */
  readonly share: Float64Array
  /** After `solve`: worth of one more unit of the budget. */
  price: number
  /** What of the budget is less than one more candidate costs, where all cost the same. */
  readonly unusable: number
}

/** Steps from one candidate of a place to a dearer and better one; a candidate alone is a step from nothing. */
interface Steps {
  count: number
  readonly from: Int32Array
  readonly to: Int32Array
  readonly cost: Float64Array
  readonly worth: Float64Array
  readonly ratio: Float64Array
}

export function createKnapsack(model: CoverageModel): Knapsack {
  const { costs, places } = model
  const count = costs.length
  const uniform = costs.every((cost) => cost === costs[0])
  // Whole sites alone can be bought where all cost the same.
  const budget = uniform && count > 0 ? Math.floor(model.budget / costs[0]! + 1e-9) * costs[0]! : model.budget
  const steps = emptySteps(count)
  const order = new Int32Array(count)
  const alone = Int32Array.from({ length: count }, (_, index) => index).filter((index) => places[index]! < 0)
  const shared = placesOf(places)
  const knapsack: Knapsack = {
    ...{ taken: new Int32Array(count), takenCount: 0, share: new Float64Array(count), price: 0 },
    unusable: model.budget - budget,
    solve(worth) {
      clear(knapsack)
      steps.count = 0
      for (let at = 0; at < alone.length; at++) addStep(steps, -1, alone[at]!, costs, worth)
      for (const place of shared) addHull(steps, place, costs, worth)
      return take(knapsack, steps, order, budget)
    },
  }
  return knapsack
}

const emptySteps = (count: number): Steps => ({
  count: 0,
  from: new Int32Array(count),
  to: new Int32Array(count),
  cost: new Float64Array(count),
  worth: new Float64Array(count),
  ratio: new Float64Array(count),
})

function placesOf(places: Int32Array): Int32Array[] {
  const highest = places.reduce((most, place) => Math.max(most, place), -1)
  const members: number[][] = Array.from({ length: highest + 1 }, () => [])
  places.forEach((place, candidate) => {
    if (place >= 0) members[place]!.push(candidate)
  })
  return members.filter((of) => of.length > 0).map((of) => Int32Array.from(of))
}

function addStep(steps: Steps, from: number, to: number, costs: Float64Array, worth: Float64Array): void {
  const at = steps.count
  const cost = from < 0 ? costs[to]! : costs[to]! - costs[from]!
  const gained = from < 0 ? worth[to]! : worth[to]! - worth[from]!
  if (gained <= 0) return
  steps.from[at] = from
  steps.to[at] = to
  steps.cost[at] = cost
  steps.worth[at] = gained
  steps.ratio[at] = gained / cost
  steps.count++
}

/** The upper convex hull of (cost, worth) of the candidates at one place. */
function addHull(steps: Steps, place: Int32Array, costs: Float64Array, worth: Float64Array): void {
  const sorted = [...place].sort((a, b) => costs[a]! - costs[b]! || worth[b]! - worth[a]!)
  const hull: number[] = []
  const slope = (from: number | undefined, to: number) =>
    from === undefined ? worth[to]! / costs[to]! : (worth[to]! - worth[from]!) / (costs[to]! - costs[from]!)
  for (const candidate of sorted) {
    if (worth[candidate]! <= (hull.length > 0 ? worth[hull.at(-1)!]! : 0)) continue
    while (hull.length > 0 && slope(hull.at(-2), hull.at(-1)!) <= slope(hull.at(-1), candidate)) hull.pop()
    hull.push(candidate)
  }
  hull.forEach((candidate, at) => {
    addStep(steps, hull[at - 1] ?? -1, candidate, costs, worth)
  })
}

function clear(knapsack: Knapsack): void {
  for (let at = 0; at < knapsack.takenCount; at++) knapsack.share[knapsack.taken[at]!] = 0
  knapsack.takenCount = 0
  knapsack.price = 0
}

/** Takes steps of the highest ratio until the budget is used up; only the steps about its end are put in order. */
function take(knapsack: Knapsack, steps: Steps, order: Int32Array, budget: number): number {
  const { cost, worth, ratio } = steps
  for (let at = 0; at < steps.count; at++) order[at] = at
  let [low, high, left, sum] = [0, steps.count, budget, 0]
  while (low < high) {
    const middle = partition(order, ratio, low, high)
    let [partCost, partWorth] = [0, 0]
    for (let at = low; at < middle; at++) {
      partCost += cost[order[at]!]!
      partWorth += worth[order[at]!]!
    }
    if (partCost <= left) {
      for (let at = low; at < middle; at++) takeStep(knapsack, steps, order[at]!, 1)
      left -= partCost
      sum += partWorth
      low = middle
    } else if (middle - low === 1) {
      const step = order[low]!
      knapsack.price = ratio[step]!
      if (left > 1e-12 * budget) takeStep(knapsack, steps, step, left / cost[step]!)
      return sum + (worth[step]! * left) / cost[step]!
    } else high = middle
  }
  return sum
}

function takeStep(knapsack: Knapsack, { from, to }: Steps, step: number, share: number): void {
  const candidate = to[step]!
  if (knapsack.share[candidate] === 0) knapsack.taken[knapsack.takenCount++] = candidate
  knapsack.share[candidate]! += share
  if (from[step]! >= 0) knapsack.share[from[step]!]! -= share
}

/**
 * Moves higher ratios to the left of lower ones, about the median of three.
 *
 * @returns where the right side begins: at least one is left of it, and where there are two or more, one right of it
 */
function partition(order: Int32Array, ratio: Float64Array, low: number, high: number): number {
  if (high - low === 1) return high
  const [a, b, c] = [ratio[order[low]!]!, ratio[order[(low + high) >> 1]!]!, ratio[order[high - 1]!]!]
  const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
  let left = low
  let right = high - 1
  while (left <= right) {
    while (ratio[order[left]!]! > pivot) left++
    while (ratio[order[right]!]! < pivot) right--
    if (left > right) break
    const swapped = order[left]!
    order[left++] = order[right]!
    order[right--] = swapped
  }
  return Math.min(Math.max(left, low + 1), high - 1)
}
