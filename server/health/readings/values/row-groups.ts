import type { Value } from '../../snmp/client.ts'
import { textOf } from './agent-values.ts'

type Cells = ReadonlyMap<string, Value>
type Rows = ReadonlyArray<readonly [string, Value]>

// Made once for each column of each answer: a controller has thousands of rows, and each is asked for by each of its own.
const below = new WeakMap<Cells, Map<number, Map<string, Array<readonly [string, Value]>>>>()
const same = new WeakMap<Cells, Map<string, string[]>>()
const none: Rows = []

/** The rows whose index begins with `prefix` and goes on. */
export function rowsBelow(cells: Cells, prefix: string): Rows {
  const depth = prefix.split('.').length
  const byDepth = below.get(cells) ?? new Map<number, Map<string, Array<readonly [string, Value]>>>()
  below.set(cells, byDepth)
  let groups = byDepth.get(depth)
  if (!groups) {
    groups = new Map()
    for (const row of cells) {
      const start = beginning(row[0], depth)
      if (start === undefined) continue
      const group = groups.get(start)
      if (group) group.push(row)
      else groups.set(start, [row])
    }
    byDepth.set(depth, groups)
  }
  return groups.get(prefix) ?? none
}

/** The first so many numbers of an index that goes on behind them. */
function beginning(index: string, depth: number): string | undefined {
  let at = -1
  for (let number = 0; number < depth; number++) {
    at = index.indexOf('.', at + 1)
    if (at < 0) return undefined
  }
  return index.slice(0, at)
}

/** The indexes of the rows that have this text. */
export function indexesWith(cells: Cells, text: string): readonly string[] {
  let groups = same.get(cells)
  if (!groups) {
    groups = new Map()
    for (const [index, value] of cells) {
      const own = textOf(value)
      const group = groups.get(own)
      if (group) group.push(index)
      else groups.set(own, [index])
    }
    same.set(cells, groups)
  }
  return groups.get(text) ?? []
}
