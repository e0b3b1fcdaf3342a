import type { Bounds } from './bounds.ts'
import type { TableNetwork } from './network.ts'
import { type CountTable, type Published, SAFE_WIDTH } from './table.ts'

/**
 * Finds hidden cells that are safe, by tables that fit all that is published as well as the true one does: a count goes up
 * or down, and others on a way round the network make up for it (Ford and Fulkerson, 1956). People and sessions move
 * together, so that nobody is without a session. A cell that is not found may be safe all the same.
 *
 * @param proven cells that need no proof; those that are found are added
 */
export function proveSafe(
  table: CountTable,
  published: Published,
  bounds: Bounds,
  network: TableNetwork,
  proven: Set<number>,
): void {
  const room = roomOf(table, bounds)
  const search: Search = { network, ...room, moved: new Map(), reachedBy: new Int32Array(network.nodes) }
  const widest = new Map<number, { up: number; down: number }>()
  const note = () => {
    for (const [cell, by] of search.moved) {
      if (published[cell] !== null || proven.has(cell)) continue
      const seen = widest.get(cell) ?? { up: 0, down: 0 }
      if (by > 0) seen.up = Math.max(seen.up, by)
      else seen.down = Math.max(seen.down, -by)
      widest.set(cell, seen)
      if (seen.up + seen.down >= SAFE_WIDTH) proven.add(cell)
    }
    search.moved.clear()
  }
  published.forEach((shown, cell) => {
    for (const direction of [1, -1] as const) {
      if (shown !== null || proven.has(cell)) return
      move(search, cell, direction, SAFE_WIDTH)
      note()
    }
  })
}

interface Search {
  readonly network: TableNetwork
  /** By cell: how much more and how much less there may be, of visits and sessions alike. */
  readonly up: Int32Array
  readonly down: Int32Array
  /** By how much cells differ now from the true table. */
  readonly moved: Map<number, number>
  /** By node, the edge by which it was reached, plus one; negative: backwards; 0: not reached. */
  readonly reachedBy: Int32Array
}

function roomOf({ visits, sessions }: CountTable, { least, most }: Bounds): Pick<Search, 'up' | 'down'> {
  const between = (by: (cell: number) => number) => Int32Array.from(visits, (_, cell) => by(cell))
  return {
    up: between((cell) => Math.min(most[2 * cell]! - visits[cell]!, most[2 * cell + 1]! - sessions[cell]!)),
    down: between((cell) => Math.min(visits[cell]! - least[2 * cell]!, sessions[cell]! - least[2 * cell + 1]!)),
  }
}

/** Moves a cell by `most` at most, as far as others can make up for it. */
function move(search: Search, cell: number, direction: 1 | -1, most: number): void {
  const { tails, heads } = search.network
  const [from, to] = direction > 0 ? [heads[cell]!, tails[cell]!] : [tails[cell]!, heads[cell]!]
  let left = Math.min(most, roomFor(search, cell, direction))
  while (left > 0) {
    const by = from === to ? left : Math.min(left, along(search, cell, from, to))
    if (by === 0) return
    if (from !== to) shift(search, from, to, by)
    search.moved.set(cell, (search.moved.get(cell) ?? 0) + direction * by)
    left -= by
  }
}

const roomFor = ({ up, down, moved }: Search, cell: number, direction: 1 | -1): number => {
  const by = moved.get(cell) ?? 0
  return direction > 0 ? up[cell]! - by : down[cell]! + by
}

/** The room on the shortest way between two nodes that does not use `cell`; 0 where there is none. */
function along(search: Search, cell: number, from: number, to: number): number {
  const { network, reachedBy } = search
  const { tails, edgesAt } = network
  reachedBy.fill(0)
  const due = [from]
  for (let next = 0; next < due.length && reachedBy[to] === 0; next++) {
    const at = due[next]!
    for (const edge of edgesAt[at]!) {
      const direction = tails[edge] === at ? 1 : -1
      const there = otherEnd(network, edge, at)
      if (edge === cell || there === from || reachedBy[there] !== 0 || roomFor(search, edge, direction) <= 0) continue
      reachedBy[there] = direction * (edge + 1)
      due.push(there)
    }
  }
  if (reachedBy[to] === 0) return 0
  let room = Number.POSITIVE_INFINITY
  back(search, from, to, (edge, direction) => {
    room = Math.min(room, roomFor(search, edge, direction))
  })
  return room
}

const otherEnd = ({ tails, heads }: TableNetwork, edge: number, at: number): number =>
  tails[edge] === at ? heads[edge]! : tails[edge]!

function shift(search: Search, from: number, to: number, by: number): void {
  const { moved } = search
  back(search, from, to, (edge, direction) => moved.set(edge, (moved.get(edge) ?? 0) + direction * by))
}

/** Goes back over the way that was found. */
function back(
  { network: { tails, heads }, reachedBy }: Search,
  from: number,
  to: number,
  step: (edge: number, direction: 1 | -1) => void,
): void {
  for (let at = to; at !== from; ) {
    const reached = reachedBy[at]!
    const edge = Math.abs(reached) - 1
    step(edge, reached > 0 ? 1 : -1)
    at = reached > 0 ? tails[edge]! : heads[edge]!
  }
}
