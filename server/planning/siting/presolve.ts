import { type Incidence, itemsOf, rowsOf, transposed } from './incidence.ts'
import { type CoverageModel, chained, type Derived, derive } from './model.ts'

/**
 * The same question, smaller, with the same optimum (Chen, Chen and Wang, European Journal of Operational Research 306,
 * 2023): cells reached by the same candidates become one, and a candidate goes whose cells another reaches as well at no
 * higher cost and under no stricter rule of places. Candidates that remain stand in an order in which neighbours are near.
 *
 * @param groups of each cell, where cells of two groups must stay apart
 */
export function presolve(model: CoverageModel, groups?: Int32Array): Derived {
  const merged = mergeCells(model, all(rowsOf(model.cellsOf)), groups)
  const needed = orderedByNeighbours(merged.model, undominated(merged.model))
  return chained(merged, mergeCells(merged.model, needed, groups && groupsOfMerged(merged, groups)))
}

const all = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index)

/** The groups of merged cells: all cells of one are of one group. */
export function groupsOfMerged({ model, cells }: Derived, groups: Int32Array): Int32Array {
  const merged = new Int32Array(model.values.length)
  cells.forEach((cell, old) => {
    if (cell >= 0) merged[cell] = groups[old]!
  })
  return merged
}

/** Leaves out cells that no candidate reaches. */
function mergeCells(model: CoverageModel, candidates: Int32Array, groups?: Int32Array): Derived {
  const count = model.values.length
  const reached = transposed(rows(model.cellsOf, candidates), count)
  const cells = new Int32Array(count).fill(-1)
  // Of each merged cell the first that it is made of, and the merged cell before it whose hash ends alike.
  const [first, before] = [new Int32Array(count), new Int32Array(count)]
  const last = new Int32Array(1 << HASH_BITS).fill(-1)
  let merged = 0
  for (let cell = 0; cell < count; cell++) {
    const set = itemsOf(reached, cell)
    if (set.length === 0) continue
    const bucket = hash(set)
    const isSame = (other: number) => groups?.[other] === groups?.[cell] && same(itemsOf(reached, other), set)
    let found = last[bucket]!
    while (found >= 0 && !isSame(first[found]!)) found = before[found]!
    if (found < 0) {
      found = merged++
      first[found] = cell
      before[found] = last[bucket]!
      last[bucket] = found
    }
    cells[cell] = found
  }
  return derive(model, candidates, cells, merged)
}

function rows(incidence: Incidence, chosen: Int32Array): Incidence {
  const starts = new Int32Array(chosen.length + 1)
  chosen.forEach((row, index) => {
    starts[index + 1] = starts[index]! + incidence.starts[row + 1]! - incidence.starts[row]!
  })
  const items = new Int32Array(starts[chosen.length]!)
  chosen.forEach((row, index) => {
    items.set(itemsOf(incidence, row), starts[index])
  })
  return { starts, items }
}

const HASH_BITS = 17

/** FNV-1a over the numbers, folded to so many bits. */
function hash(set: Int32Array): number {
  let value = 0x811c9dc5
  for (const item of set) value = Math.imul(value ^ item, 0x01000193)
  return (value ^ (value >>> HASH_BITS)) & ((1 << HASH_BITS) - 1)
}

const same = (a: Int32Array, b: Int32Array): boolean => a.length === b.length && a.every((item, at) => item === b[at])

/** Of two that are equal in all, the first stays. */
function undominated(model: CoverageModel): Int32Array {
  const { cellsOf, candidatesOf } = model
  const mark = new Int32Array(model.values.length).fill(-1)
  return all(rowsOf(cellsOf)).filter((candidate) => {
    const own = itemsOf(cellsOf, candidate)
    if (own.length === 0) return false
    for (const cell of own) mark[cell] = candidate
    const rarest = own.reduce((best, cell) => (degree(candidatesOf, cell) < degree(candidatesOf, best) ? cell : best))
    return !itemsOf(candidatesOf, rarest).some(
      (other) => other !== candidate && dominates(model, other, candidate, mark),
    )
  })
}

const degree = ({ starts }: Incidence, row: number): number => starts[row + 1]! - starts[row]!

/** @param mark the candidate's number at each of its cells */
function dominates(
  { cellsOf, costs, places }: CoverageModel,
  other: number,
  candidate: number,
  mark: Int32Array,
): boolean {
  if (costs[other]! > costs[candidate]!) return false
  if (places[other]! >= 0 && places[other] !== places[candidate]) return false
  const theirs = itemsOf(cellsOf, other)
  const size = degree(cellsOf, candidate)
  if (theirs.length < size) return false
  let common = 0
  for (const cell of theirs) if (mark[cell] === candidate) common++
  if (common < size) return false
  const equal =
    theirs.length === size && costs[other] === costs[candidate] && places[other]! < 0 === places[candidate]! < 0
  return !equal || other < candidate
}

/** Breadth first over common cells: what is asked one after another then lies together in memory. */
function orderedByNeighbours({ cellsOf, candidatesOf }: CoverageModel, candidates: Int32Array): Int32Array {
  const waiting = new Uint8Array(rowsOf(cellsOf))
  for (const candidate of candidates) waiting[candidate] = 1
  const ordered = new Int32Array(candidates.length)
  let length = 0
  for (const start of candidates) {
    if (!waiting[start]) continue
    waiting[start] = 0
    ordered[length++] = start
    for (let at = length - 1; at < length; at++)
      for (const cell of itemsOf(cellsOf, ordered[at]!))
        for (const near of itemsOf(candidatesOf, cell)) {
          if (!waiting[near]) continue
          waiting[near] = 0
          ordered[length++] = near
        }
  }
  return ordered
}
