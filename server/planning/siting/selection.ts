import { type Incidence, itemsOf, rowsOf, transposed } from './incidence.ts'
import type { CoverageModel } from './model.ts'

/** A power of two: candidates whose best is remembered together. */
const BLOCK_BITS = 7

/**
 * Picks, and at every moment what each further candidate would add and what each pick alone covers. A pick changes only
 * the numbers of candidates that share a cell with it.
 */
export interface Selection {
  readonly model: CoverageModel
  readonly picked: Uint8Array
  /** Of each cell: picks that reach it. */
  readonly counts: Uint16Array
  /** Of a candidate: value that it would add. Of a pick: value that no other pick covers. */
  readonly gain: Float64Array
  /** Of each candidate: 0 if it can be picked; more if it is picked, its place is taken, or it is barred. */
  readonly closed: Uint16Array
  value: number
  cost: number
  size: number
  /** Candidates by place; undefined where nobody shares one. */
  readonly atPlace: Incidence | undefined
  readonly uniform: boolean
  /** Of each block of candidates: the one with most gain for its cost, -1 none, -2 to be looked for again. */
  readonly bestOfBlock: Int32Array
}

export function emptySelection(model: CoverageModel): Selection {
  const count = rowsOf(model.cellsOf)
  const selection: Selection = {
    ...{ model, value: 0, cost: 0, size: 0 },
    picked: new Uint8Array(count),
    counts: new Uint16Array(model.values.length),
    gain: new Float64Array(count),
    closed: new Uint16Array(count),
    atPlace: candidatesByPlace(model.places),
    uniform: model.costs.every((cost) => cost === model.costs[0]),
    bestOfBlock: new Int32Array((count >> BLOCK_BITS) + 1).fill(-2),
  }
  for (let candidate = 0; candidate < count; candidate++)
    for (const cell of itemsOf(model.cellsOf, candidate)) selection.gain[candidate]! += model.values[cell]!
  return selection
}

export function selectionOf(model: CoverageModel, picks: Iterable<number>): Selection {
  const selection = emptySelection(model)
  for (const candidate of picks) pick(selection, candidate)
  return selection
}

export function picksOf({ picked }: Selection): number[] {
  const picks: number[] = []
  for (let candidate = 0; candidate < picked.length; candidate++) if (picked[candidate]) picks.push(candidate)
  return picks
}

function candidatesByPlace(places: Int32Array): Incidence | undefined {
  const highest = places.reduce((most, place) => Math.max(most, place), -1)
  if (highest < 0) return undefined
  const starts = new Int32Array(places.length + 1)
  const items: number[] = []
  places.forEach((place, candidate) => {
    if (place >= 0) items.push(place)
    starts[candidate + 1] = items.length
  })
  return transposed({ starts, items: Int32Array.from(items) }, highest + 1)
}

/** Adds a candidate that is not picked. */
export function pick(selection: Selection, candidate: number): void {
  const { model, counts, gain, picked, bestOfBlock } = selection
  const { cellsOf, candidatesOf, values } = model
  for (let at = cellsOf.starts[candidate]!; at < cellsOf.starts[candidate + 1]!; at++) {
    const cell = cellsOf.items[at]!
    const count = counts[cell]!++
    if (count > 1) continue
    const value = values[cell]!
    for (let k = candidatesOf.starts[cell]!; k < candidatesOf.starts[cell + 1]!; k++) {
      const other = candidatesOf.items[k]!
      if (other === candidate || (count === 1 && !picked[other])) continue
      gain[other]! -= value
      bestOfBlock[other >> BLOCK_BITS] = -2
    }
  }
  picked[candidate] = 1
  selection.value += gain[candidate]!
  selection.cost += model.costs[candidate]!
  selection.size++
  changePlace(selection, candidate, 1)
}

/** Removes a pick. */
export function unpick(selection: Selection, candidate: number): void {
  const { model, counts, gain, picked, bestOfBlock } = selection
  const { cellsOf, candidatesOf, values } = model
  picked[candidate] = 0
  for (let at = cellsOf.starts[candidate]!; at < cellsOf.starts[candidate + 1]!; at++) {
    const cell = cellsOf.items[at]!
    const left = --counts[cell]!
    if (left > 1) continue
    const value = values[cell]!
    for (let k = candidatesOf.starts[cell]!; k < candidatesOf.starts[cell + 1]!; k++) {
      const other = candidatesOf.items[k]!
      if (other === candidate || (left === 1 && !picked[other])) continue
      gain[other]! += value
      bestOfBlock[other >> BLOCK_BITS] = -2
    }
  }
  selection.value -= gain[candidate]!
  selection.cost -= model.costs[candidate]!
  selection.size--
  changePlace(selection, candidate, -1)
}

function changePlace(selection: Selection, candidate: number, by: 1 | -1): void {
  const { atPlace, model } = selection
  close(selection, candidate, by)
  const place = model.places[candidate]!
  if (!atPlace || place < 0) return
  for (const other of itemsOf(atPlace, place)) if (other !== candidate) close(selection, other, by)
}

/** Bars a candidate, or takes the bar away again. */
export function close({ closed, bestOfBlock }: Selection, candidate: number, by: 1 | -1): void {
  closed[candidate]! += by
  bestOfBlock[candidate >> BLOCK_BITS] = -2
}

/** The candidate with most gain for its cost that the budget allows; -1 if none adds anything. */
export function bestCandidate(selection: Selection): number {
  const { model, bestOfBlock, gain, uniform } = selection
  const { costs, budget } = model
  const left = (budget - selection.cost) * (1 + 1e-12) + 1e-12
  if (uniform && costs[0]! > left) return -1
  let best = -1
  let most = 1e-9
  for (let block = 0; block < bestOfBlock.length; block++) {
    if (bestOfBlock[block] === -2) bestOfBlock[block] = bestIn(selection, block, Number.POSITIVE_INFINITY)
    let candidate = bestOfBlock[block]!
    if (candidate < 0 || gain[candidate]! / costs[candidate]! <= most) continue
    if (costs[candidate]! > left) candidate = bestIn(selection, block, left)
    if (candidate < 0 || gain[candidate]! / costs[candidate]! <= most) continue
    best = candidate
    most = gain[candidate]! / costs[candidate]!
  }
  return best
}

function bestIn({ model: { costs }, gain, closed }: Selection, block: number, left: number): number {
  let best = -1
  let most = 1e-9
  const to = Math.min(gain.length, (block + 1) << BLOCK_BITS)
  for (let candidate = block << BLOCK_BITS; candidate < to; candidate++) {
    if (closed[candidate] || costs[candidate]! > left) continue
    const ratio = gain[candidate]! / costs[candidate]!
    if (ratio <= most) continue
    best = candidate
    most = ratio
  }
  return best
}
