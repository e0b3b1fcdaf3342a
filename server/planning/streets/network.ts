import Flatbush from 'flatbush'
import type { Streets } from './read-streets.ts'

export const METRES_A_DEGREE = 111_195
/** Of a degree, in which streets have their positions. */
export const PARTS = 1e7
/** All around the earth, in parts of a degree. */
export const TURN = 360 * PARTS

/** Streets as a network to walk on: a plane in metres, good to a hundredth where a city is. */
export interface Network {
  /** Of each node. */
  x: Float64Array
  y: Float64Array
  /** Ends and length in metres of each piece. */
  from: Int32Array
  to: Int32Array
  length: Float64Array
  /** Pieces at a node: those of node i are from `starts[i]` to before `starts[i + 1]`. */
  starts: Int32Array
  pieces: Int32Array
  /** A place on the plane; ten millionths of a degree. */
  place(latitude: number, longitude: number): readonly [x: number, y: number]
  /** The nearest place on any piece within so many metres. */
  snap(x: number, y: number, metres: number): Snapped | undefined
}

/** Where one comes to a street. */
export interface Snapped {
  piece: number
  /** Metres from the piece's beginning. */
  along: number
  /** Metres to walk to it. */
  off: number
}

/** How the earth is made a plane about a city; ten millionths of a degree. */
export interface Plane {
  /** Latitude by which lengths to the east are measured. */
  middle: number
  /** Longitude of any place in it: what is a turn away is beside it, since the antimeridian may run through a city. */
  somewhere: number
}

/** @param of latitude and longitude of streets' nodes, and of other places there, by which it is made where no street is */
export function planeOf(...of: readonly Int32Array[]): Plane {
  const positions = of.find(({ length }) => length > 0) ?? new Int32Array()
  return { middle: middleLatitude(positions), somewhere: positions[1] ?? 0 }
}

/** @param plane of a part, the whole's */
export function networkOf({ positions, edges }: Streets, plane = planeOf(positions)): Network {
  const { middle, somewhere } = plane
  const nodes = positions.length / 2
  const count = edges.length / 2
  const metres = METRES_A_DEGREE / PARTS
  const along = metres * Math.cos(((middle / PARTS) * Math.PI) / 180)
  const beside = (longitude: number) => longitude - TURN * Math.round((longitude - somewhere) / TURN)
  const place = (latitude: number, longitude: number) => [beside(longitude) * along, latitude * metres] as const
  const [x, y] = [new Float64Array(nodes), new Float64Array(nodes)]
  for (let node = 0; node < nodes; node++) {
    const [east, north] = place(positions[2 * node]!, positions[2 * node + 1]!)
    x[node] = east
    y[node] = north
  }
  const [from, to, length] = [new Int32Array(count), new Int32Array(count), new Float64Array(count)]
  const starts = new Int32Array(nodes + 1)
  for (let piece = 0; piece < count; piece++) {
    const [a, b] = [edges[2 * piece]!, edges[2 * piece + 1]!]
    from[piece] = a
    to[piece] = b
    length[piece] = Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!)
    starts[a + 1]!++
    starts[b + 1]!++
  }
  for (let node = 0; node < nodes; node++) starts[node + 1]! += starts[node]!
  const next = starts.slice(0, nodes)
  const pieces = new Int32Array(2 * count)
  for (let piece = 0; piece < count; piece++) {
    pieces[next[from[piece]!]!++] = piece
    pieces[next[to[piece]!]!++] = piece
  }
  const network = { x, y, from, to, length, starts, pieces, place }
  return { ...network, snap: snapper(network) }
}

/** Between the northernmost node and the southernmost; ten millionths of a degree. */
function middleLatitude(positions: Int32Array): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let at = 0; at < positions.length; at += 2) {
    least = Math.min(least, positions[at]!)
    most = Math.max(most, positions[at]!)
  }
  return positions.length === 0 ? 0 : (least + most) / 2
}

/** Boxes are asked for first: more of them until none that is left can be nearer. */
const FIRST = 8

function snapper({ x, y, from, to, length }: Omit<Network, 'snap'>): Network['snap'] {
  if (length.length === 0) return () => undefined
  const index = new Flatbush(length.length)
  length.forEach((_, piece) => {
    const [a, b] = [from[piece]!, to[piece]!]
    index.add(Math.min(x[a]!, x[b]!), Math.min(y[a]!, y[b]!), Math.max(x[a]!, x[b]!), Math.max(y[a]!, y[b]!))
  })
  index.finish()
  const onPiece = (piece: number, px: number, py: number): Snapped => {
    const [a, b] = [from[piece]!, to[piece]!]
    const [dx, dy] = [x[b]! - x[a]!, y[b]! - y[a]!]
    const square = dx * dx + dy * dy
    const part = square > 0 ? ((px - x[a]!) * dx + (py - y[a]!) * dy) / square : 0
    const at = Math.min(1, Math.max(0, part))
    return {
      ...{ piece, along: at * length[piece]! },
      off: Math.hypot(px - x[a]! - at * dx, py - y[a]! - at * dy),
    }
  }
  const toBox = (piece: number, px: number, py: number): number => {
    const [a, b] = [from[piece]!, to[piece]!]
    const beside = (p: number, one: number, other: number) =>
      Math.max(0, Math.min(one, other) - p, p - Math.max(one, other))
    return Math.hypot(beside(px, x[a]!, x[b]!), beside(py, y[a]!, y[b]!))
  }
  return (px, py, metres) => {
    for (let most = FIRST; ; most *= 4) {
      const found = index.neighbors(px, py, most, metres)
      let best: Snapped | undefined
      for (const piece of found) {
        const there = onPiece(piece, px, py)
        if (!best || there.off < best.off) best = there
      }
      const farthest = found.length < most ? Number.POSITIVE_INFINITY : toBox(found.at(-1)!, px, py)
      if (best && best.off <= farthest) return best.off <= metres ? best : undefined
      if (found.length < most) return undefined
    }
  }
}
