import { type CountTable, type Margin, marginsOf } from './table.ts'

/**
 * A table as a network: margins are its nodes, cells its edges, from `tails` to `heads`. What flows round in it changes
 * counts without changing what any margin says. Node 0 is outside: what is in no second margin ends there.
 */
export interface TableNetwork {
  readonly nodes: number
  readonly tails: Int32Array
  readonly heads: Int32Array
  /** Edges at each node. */
  readonly edgesAt: readonly (readonly number[])[]
}

/**
 * Undefined where the table is none: a cell in three margins that are not implied by others, or margins whose signs
 * cannot be made to agree.
 */
export function networkOf(table: CountTable): TableNetwork | undefined {
  const margins = table.margins.filter(({ implied }) => !implied)
  const of = marginsOf({ ...table, margins })
  if (of.some((its) => its.length > 2)) return undefined
  const node = new Map(margins.map((margin, index) => [margin, index + 1]))
  const sign = (cell: number, margin: Margin) => (margin.whole === cell ? -1 : 1)
  const flips = flipsOf(margins, of, node, sign)
  if (!flips) return undefined
  const [tails, heads] = [new Int32Array(of.length), new Int32Array(of.length)]
  const edgesAt = Array.from({ length: margins.length + 1 }, (): number[] => [])
  of.forEach((its, cell) => {
    for (const margin of its) {
      const at = node.get(margin)!
      const ends = sign(cell, margin) * flips[at]! > 0 ? heads : tails
      ends[cell] = at
    }
    edgesAt[tails[cell]!]!.push(cell)
    edgesAt[heads[cell]!]!.push(cell)
  })
  return { nodes: margins.length + 1, tails, heads, edgesAt }
}

/** For each node 1 or -1, so that every cell adds to one of its margins what it takes from the other. */
function flipsOf(
  margins: readonly Margin[],
  of: readonly (readonly Margin[])[],
  node: ReadonlyMap<Margin, number>,
  sign: (cell: number, margin: Margin) => number,
): Int8Array | undefined {
  const flips = new Int8Array(margins.length + 1)
  for (const first of margins) {
    if (flips[node.get(first)!] !== 0) continue
    flips[node.get(first)!] = 1
    const due = [first]
    for (let margin = due.pop(); margin; margin = due.pop())
      for (const cell of [margin.whole, ...margin.parts])
        for (const other of of[cell]!) {
          if (other === margin) continue
          const wanted = -flips[node.get(margin)!]! * sign(cell, margin) * sign(cell, other)
          const at = node.get(other)!
          if (flips[at] === 0) {
            flips[at] = wanted
            due.push(other)
          } else if (flips[at] !== wanted) return undefined
        }
  }
  return flips
}
