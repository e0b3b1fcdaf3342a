import type { Bounds } from '../../network/neighbourhoods/box.ts'
import type { Streets } from './read-streets.ts'

const METRES_A_DEGREE = 111_195
const PARTS = 1e7

/** Places within so many metres of one of these lie within these degrees. */
export function boundsAround(
  places: readonly { readonly latitude: number; readonly longitude: number }[],
  metres: number,
): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { latitude, longitude } of places) {
    const [up, along] = [metres / METRES_A_DEGREE, metres / METRES_A_DEGREE / Math.cos((latitude * Math.PI) / 180)]
    ;[south, north] = [Math.min(south, latitude - up), Math.max(north, latitude + up)]
    ;[west, east] = [Math.min(west, longitude - along), Math.max(east, longitude + along)]
  }
  return { west, south, east, north }
}

/** The pieces of streets that touch these bounds, and the nodes at their ends. */
export function streetsWithin({ positions, edges }: Streets, { west, south, east, north }: Bounds): Streets {
  const [least, leftmost, most, rightmost] = [south * PARTS, west * PARTS, north * PARTS, east * PARTS]
  const number = new Int32Array(positions.length / 2).fill(-1)
  const [places, pieces]: [number[], number[]] = [[], []]
  const nodeOf = (node: number): number => {
    if (number[node] === -1) number[node] = places.push(positions[2 * node]!, positions[2 * node + 1]!) / 2 - 1
    return number[node]!
  }
  for (let at = 0; at < edges.length; at += 2) {
    const [a, b] = [edges[at]!, edges[at + 1]!]
    const [up, otherUp] = [positions[2 * a]!, positions[2 * b]!]
    if ((up < least && otherUp < least) || (up > most && otherUp > most)) continue
    const [along, otherAlong] = [positions[2 * a + 1]!, positions[2 * b + 1]!]
    if ((along < leftmost && otherAlong < leftmost) || (along > rightmost && otherAlong > rightmost)) continue
    pieces.push(nodeOf(a), nodeOf(b))
  }
  return { positions: Int32Array.from(places), edges: Int32Array.from(pieces) }
}
