import Flatbush from 'flatbush'
import FlatQueue from 'flatqueue'
import type { Network, Snapped } from './network.ts'

/** Places within a walk, by their numbers, and how far each is. */
export interface WalkedTo {
  points: Uint32Array
  metres: Float64Array
}

/** The places within a walk of another; ten millionths of a degree. */
export type Walk = (latitude: number, longitude: number) => WalkedTo

/**
 * Finds places by the way along streets: from where one comes to the nearest street, by the shortest way (Dijkstra), to
 * where the place's nearest street is left. Distances are of double precision: with less, short ways are lost. From a place
 * without a street within a walk, and to one, the way is a straight line: streets may be known of a part of the city only.
 * So it is from far beside a street to what is nearer than that: nobody goes to a street and back to cross a yard.
 *
 * @param positions latitude and longitude of each place in ten millionths of a degree, as of what is asked
 * @param metres as far as one walks, streets and what is beside them
 * @param told how many of the places have found their street, now and then
 */
export function walks(network: Network, positions: Int32Array, metres: number, told?: (places: number) => void): Walk {
  const { from, to, length, starts, pieces, place, snap } = network
  const beside = placesByPiece(network, positions, metres, told)
  const withoutStreet = inLine(network, positions, beside.without)
  let anyPlace: InLine | undefined
  const distance = new Float64Array(starts.length - 1).fill(Number.POSITIVE_INFINITY)
  const nearest = new Float64Array(positions.length / 2).fill(Number.POSITIVE_INFINITY)
  const queue = new FlatQueue<number>()
  const touched: number[] = []
  const found: number[] = []

  const reach = (at: number, walked: number) => {
    if (walked > metres) return
    if (nearest[at] === Number.POSITIVE_INFINITY) found.push(at)
    if (walked < nearest[at]!) nearest[at] = walked
  }
  const arrive = (node: number, walked: number) => {
    if (walked > metres || walked >= distance[node]!) return
    if (distance[node] === Number.POSITIVE_INFINITY) touched.push(node)
    distance[node] = walked
    queue.push(node, walked)
  }
  /** The places at a piece to which one comes at one of its ends. */
  const walkAlong = (piece: number, isFrom: boolean, walked: number) => {
    for (let at = beside.starts[piece]!; at < beside.starts[piece + 1]!; at++) {
      const part = isFrom ? beside.along[at]! : length[piece]! - beside.along[at]!
      reach(beside.places[at]!, walked + part + beside.off[at]!)
    }
  }
  const begin = ({ piece, along, off }: Snapped) => {
    for (let at = beside.starts[piece]!; at < beside.starts[piece + 1]!; at++)
      reach(beside.places[at]!, off + Math.abs(along - beside.along[at]!) + beside.off[at]!)
    arrive(from[piece]!, off + along)
    arrive(to[piece]!, off + length[piece]! - along)
  }
  return (latitude, longitude) => {
    const [x, y] = place(latitude, longitude)
    const start = snap(x, y, metres)
    if (start) {
      begin(start)
      withoutStreet(x, y, metres, reach)
    }
    const without = start ? start.off : metres
    if (without > metres * FAR_OFF) {
      anyPlace ??= inLine(network, positions, [...nearest.keys()])
      anyPlace(x, y, without, reach)
    }
    while (queue.length > 0) {
      const walked = queue.peekValue()!
      const node = queue.pop()!
      if (walked > distance[node]!) continue
      for (let at = starts[node]!; at < starts[node + 1]!; at++) {
        const piece = pieces[at]!
        const isFrom = from[piece] === node
        walkAlong(piece, isFrom, walked)
        arrive(isFrom ? to[piece]! : from[piece]!, walked + length[piece]!)
      }
    }
    const answer = { points: Uint32Array.from(found), metres: Float64Array.from(found, (at) => nearest[at]!) }
    for (const node of touched) distance[node] = Number.POSITIVE_INFINITY
    for (const at of found) nearest[at] = Number.POSITIVE_INFINITY
    touched.length = 0
    found.length = 0
    return answer
  }
}

/** Share of a walk: nearer to a street, there and back is within a walk. */
const FAR_OFF = 1 / 3

/** Tells of places within so many metres of the network's plane, in a straight line. */
type InLine = (x: number, y: number, metres: number, found: (place: number, metres: number) => void) => void

/** @param which the places that are found, by their numbers */
function inLine({ place }: Network, positions: Int32Array, which: readonly number[]): InLine {
  if (which.length === 0) return () => {}
  const index = new Flatbush(which.length)
  const [xs, ys] = [new Float64Array(which.length), new Float64Array(which.length)]
  which.forEach((at, slot) => {
    const [x, y] = place(positions[2 * at]!, positions[2 * at + 1]!)
    xs[slot] = x
    ys[slot] = y
    index.add(x, y)
  })
  index.finish()
  return (x, y, metres, found) => {
    for (const slot of index.search(x - metres, y - metres, x + metres, y + metres)) {
      const far = Math.hypot(xs[slot]! - x, ys[slot]! - y)
      if (far <= metres) found(which[slot]!, far)
    }
  }
}

/** Where each place comes to a street, by piece; `without`: those that no street is near. */
function placesByPiece(
  { length, place, snap }: Network,
  positions: Int32Array,
  metres: number,
  told: (places: number) => void = () => {},
) {
  const count = positions.length / 2
  const piece = new Int32Array(count).fill(-1)
  const [alongOf, offOf] = [new Float64Array(count), new Float64Array(count)]
  const starts = new Int32Array(length.length + 1)
  const without: number[] = []
  for (let at = 0; at < count; at++) {
    if (at % 1000 === 0) told(at)
    const snapped = snap(...place(positions[2 * at]!, positions[2 * at + 1]!), metres)
    if (!snapped) {
      without.push(at)
      continue
    }
    piece[at] = snapped.piece
    alongOf[at] = snapped.along
    offOf[at] = snapped.off
    starts[snapped.piece + 1]!++
  }
  for (let each = 0; each < length.length; each++) starts[each + 1]! += starts[each]!
  const next = starts.slice(0, length.length)
  const all = starts.at(-1) ?? 0
  const [places, along, off] = [new Uint32Array(all), new Float64Array(all), new Float64Array(all)]
  for (let at = 0; at < count; at++) {
    if (piece[at] === -1) continue
    const slot = next[piece[at]!]!++
    places[slot] = at
    along[slot] = alongOf[at]!
    off[slot] = offOf[at]!
  }
  return { starts, places, along, off, without }
}
