import Flatbush from 'flatbush'
import type { Bounds } from '../../network/neighbourhoods/box.ts'
import { METRES_A_DEGREE, PARTS, TURN } from './network.ts'
import type { Streets } from './read-streets.ts'

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

/** Cuts out the pieces of streets whose boxes touch bounds, and the nodes at their ends; asked again and again. */
export function openStreets({ positions, edges }: Streets): (bounds: Bounds) => Streets {
  const count = edges.length / 2
  const index = count > 0 ? new Flatbush(count, 16, Int32Array) : undefined
  for (let at = 0; at < edges.length; at += 2) {
    const [a, b] = [2 * edges[at]!, 2 * edges[at + 1]!]
    const [north, otherNorth, east, otherEast] = [positions[a]!, positions[b]!, positions[a + 1]!, positions[b + 1]!]
    const [least, most] = [Math.min(north, otherNorth), Math.max(north, otherNorth)]
    const [first, last] = [Math.min(east, otherEast), Math.max(east, otherEast)]
    // The short way, over the antimeridian.
    const isRound = last - first > TURN / 2
    index!.add(isRound ? last : first, least, isRound ? first + TURN : last, most)
  }
  index?.finish()
  return ({ west, south, east, north }) => {
    const search = (turn: number) =>
      index?.search((west + turn) * PARTS, south * PARTS, (east + turn) * PARTS, north * PARTS) ?? []
    const found = new Set([0, ...(east > 180 ? [-360] : []), ...(west < -180 ? [360] : [])].flatMap(search))
    return cutOut(
      { positions, edges },
      [...found].sort((a, b) => a - b),
    )
  }
}

function cutOut({ positions, edges }: Streets, pieces: readonly number[]): Streets {
  const number = new Map<number, number>()
  const places: number[] = []
  const nodeOf = (node: number): number => {
    const known = number.get(node) ?? number.size
    if (known === number.size) places.push(positions[2 * node]!, positions[2 * node + 1]!)
    number.set(node, known)
    return known
  }
  const ends = pieces.flatMap((piece) => [nodeOf(edges[2 * piece]!), nodeOf(edges[2 * piece + 1]!)])
  return { positions: Int32Array.from(places), edges: Int32Array.from(ends) }
}

/** Those that touch these bounds, once. */
export const streetsWithin = (streets: Streets, bounds: Bounds): Streets => openStreets(streets)(bounds)
