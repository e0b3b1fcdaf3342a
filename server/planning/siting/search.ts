import { completeGreedily } from './greedy.ts'
import { type CoverageModel, coveredValue } from './model.ts'
import { seededRandom } from './random.ts'
import { bestCandidate, close, pick, picksOf, type Selection, selectionOf, unpick } from './selection.ts'

export interface SearchOptions {
  seed?: number
  /** Asked every few dozen rounds: how much of the time is over, 0 to 1; from 1 on the search ends. */
  progress: () => number
  /** Rounds without a better plan after which the search ends. */
  patience?: number
  /** Called with each better plan. */
  onBetter?: (value: number) => void
}

/** Rounds between questions about the time. */
const ROUNDS = 32
/** Rounds after which sums are made afresh, so that rounding errors do not add up. */
const AFRESH = 50_000
/** At the beginning a round may lose so much of what an average pick covers; at the end nothing. */
const TOLERANCE = 0.05
const FEWEST = 2
const MOST = 8

/**
 * Iterated local search: takes away a few picks near each other, puts back what adds most (without some of those taken
 * away), then tries to move each new pick; keeps the outcome if it is better or, at the beginning, only little worse.
 *
 * @returns picks worth at least as much as those given
 */
export function search(model: CoverageModel, start: readonly number[], options: SearchOptions): number[] {
  const random = seededRandom(options.seed ?? 1)
  let selection = selectionOf(model, start)
  completeGreedily(selection)
  let best = picksOf(selection)
  let bestValue = coveredValue(model, best)
  if (best.length === 0) return best
  const near = createNeighbours(model)
  let heat = heatAt(0, bestValue, best.length)
  const { patience = Number.POSITIVE_INFINITY } = options
  for (let round = 1, since = 0; ; round++, since++) {
    if (round % ROUNDS === 0) {
      const progress = options.progress()
      if (progress >= 1 || since >= patience) return best
      heat = heatAt(progress, bestValue, best.length)
    }
    if (round % AFRESH === 0) selection = selectionOf(model, picksOf(selection))
    tryRound(selection, near, random, heat)
    if (selection.value <= bestValue * (1 + 1e-12)) continue
    best = picksOf(selection)
    bestValue = selection.value
    since = 0
    options.onBetter?.(bestValue)
  }
}

const heatAt = (progress: number, value: number, size: number): number =>
  (TOLERANCE * (value / size) * Math.max(0, 0.9 - progress)) / 0.9

/** One round; leaves the selection as it was where the outcome is not kept. */
function tryRound(selection: Selection, near: Neighbours, random: () => number, heat: number): void {
  const before = selection.value
  const allowed = before + heat * Math.log(1 - random())
  const undo: number[] = []
  const change = (candidate: number) => {
    undo.push(candidate)
    if (selection.picked[candidate]) unpick(selection, candidate)
    else pick(selection, candidate)
  }
  const removed = near(selection, random, FEWEST + Math.floor(random() * (MOST - FEWEST + 1)))
  for (const candidate of removed) change(candidate)
  const barred = removed.filter(() => random() < 0.4)
  for (const candidate of barred) close(selection, candidate, 1)
  const added: number[] = []
  for (let next = bestCandidate(selection); next >= 0; next = bestCandidate(selection)) {
    change(next)
    added.push(next)
  }
  for (const candidate of barred) close(selection, candidate, -1)
  moveEach(selection, added, change)
  if (selection.value >= allowed) return
  for (const candidate of undo.reverse()) {
    if (selection.picked[candidate]) unpick(selection, candidate)
    else pick(selection, candidate)
  }
}

/** Takes each away and puts back what then adds most, which may be another. */
function moveEach(selection: Selection, added: number[], change: (candidate: number) => void): void {
  for (const candidate of added) {
    if (!selection.picked[candidate]) continue
    change(candidate)
    for (let next = bestCandidate(selection); next >= 0; next = bestCandidate(selection)) change(next)
  }
}

type Neighbours = (selection: Selection, random: () => number, count: number) => number[]

/** Finds a random pick and others near it: breadth first over candidates that share cells. */
function createNeighbours({ cellsOf, candidatesOf }: CoverageModel): Neighbours {
  const seen = new Int32Array(cellsOf.starts.length - 1)
  const queue = new Int32Array(cellsOf.starts.length - 1)
  let visit = 0
  return ({ picked, size }, random, count) => {
    if (size === 0) return []
    visit++
    const found: number[] = []
    let start = Math.floor(random() * picked.length)
    while (!picked[start]) start = start + 1 < picked.length ? start + 1 : 0
    let [from, to] = [0, 0]
    const add = (candidate: number) => {
      if (seen[candidate] === visit) return
      seen[candidate] = visit
      queue[to++] = candidate
      if (picked[candidate]) found.push(candidate)
    }
    add(start)
    while (from < to && found.length < count) {
      const candidate = queue[from++]!
      for (let at = cellsOf.starts[candidate]!; at < cellsOf.starts[candidate + 1]!; at++) {
        const cell = cellsOf.items[at]!
        for (let k = candidatesOf.starts[cell]!; k < candidatesOf.starts[cell + 1]!; k++) add(candidatesOf.items[k]!)
      }
    }
    return found.slice(0, count)
  }
}
