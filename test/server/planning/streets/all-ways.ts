import type { networkOf } from '../../../../server/planning/streets/network.ts'

/** At the equator a degree is as long to the east as to the north: positions in metres. */
const PARTS = 1e7 / 111_195
export const inParts = (metres: readonly (readonly [number, number])[]): Int32Array =>
  Int32Array.from(
    metres.flatMap(([east, north]) => [north, east]),
    (each) => Math.round(each * PARTS),
  )

type Net = ReturnType<typeof networkOf>
type Come = ReturnType<Net['snap']>

/** Between every two nodes (Floyd and Warshall). */
export function allDistances({ from, to, length }: Net, nodes: number): number[][] {
  const all = Array.from({ length: nodes }, (_, a) => Array.from({ length: nodes }, (_, b) => (a === b ? 0 : Infinity)))
  length.forEach((metres, piece) => {
    const [a, b] = [from[piece]!, to[piece]!]
    all[a]![b] = Math.min(all[a]![b]!, metres)
    all[b]![a] = all[a]![b]!
  })
  for (let over = 0; over < nodes; over++)
    for (let a = 0; a < nodes; a++)
      for (let b = 0; b < nodes; b++) all[a]![b] = Math.min(all[a]![b]!, all[a]![over]! + all[over]![b]!)
  return all
}

export function lengthOf({ from, to, length }: Net, a: Come, b: Come, between: number[][]): number {
  if (!a || !b) return Infinity
  const ends = (come: NonNullable<Come>) => [
    [from[come.piece]!, come.off + come.along] as const,
    [to[come.piece]!, come.off + length[come.piece]! - come.along] as const,
  ]
  const direct = a.piece === b.piece ? a.off + b.off + Math.abs(a.along - b.along) : Infinity
  const over = ends(a).flatMap(([end, some]) => ends(b).map(([other, rest]) => some + between[end]![other]! + rest))
  return Math.min(direct, ...over)
}
