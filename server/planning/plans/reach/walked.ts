import { packed, positionsOf, unpacked } from '../../points/points.ts'
import { type Incidence, incidenceOf, type Point } from '../../siting/incidence.ts'
import { networkOf, planeOf } from '../../streets/network.ts'
import type { Streets } from '../../streets/read-streets.ts'
import { walks } from '../../streets/walk.ts'
import { boundsAround, streetsWithin } from '../../streets/within.ts'
import { type Places, pointsOf } from './places.ts'

/** Streets that a plan's walks were measured along, and what came of it; numbers are Int32, little-endian, in base64. */
export interface PlanStreets {
  /** The day of the data, yyyy-mm-dd. */
  asOf: string
  /** As {@link Streets} has them, as far as they can matter. */
  positions: string
  edges: string
  /** Cells within a walk of each candidate: where those of each begin, and which they are. */
  starts: string
  cells: string
  /** Cells within a walk of a site that is there. */
  served: string
}

interface Between {
  cells: Places
  candidates: Places
  existing: Places
}

/** Cells within a walk of candidates and of sites that are there. */
export interface WalkedCells {
  candidates: Incidence
  served: Int32Array
}

const textOf = (numbers: Int32Array): string => packed(numbers).toString('base64')
const numbersOf = (text: string): Int32Array => unpacked(Buffer.from(text, 'base64'))

export const streetsOf = ({ positions, edges }: PlanStreets): Streets => ({
  positions: numbersOf(positions),
  edges: numbersOf(edges),
})

export const walkedCellsOf = ({ starts, cells, served }: PlanStreets): WalkedCells => ({
  candidates: { starts: numbersOf(starts), items: numbersOf(cells) },
  served: numbersOf(served),
})

/** Told how much of the work is done, 0 to 1, and often; what it throws ends the work. */
export type Told = (part: number) => void

/**
 * Measures a plan's walks, and keeps the streets by which that can be done again. A large city takes ten seconds: it is for
 * a thread of its own.
 */
export function walkAlong(
  { asOf, ...streets }: Streets & { asOf: string },
  between: Between,
  metres: number,
  told?: Told,
): PlanStreets {
  const all = [between.cells, between.candidates, between.existing].flatMap(pointsOf)
  const near = streetsWithin(streets, boundsAround(all, metres))
  const { candidates, served } = walked(near, between, metres, told)
  return {
    ...{ asOf, positions: textOf(near.positions), edges: textOf(near.edges) },
    ...{ starts: textOf(candidates.starts), cells: textOf(candidates.items), served: textOf(served) },
  }
}

/** Measures the same walks again, along the streets that were kept. */
export const walkAgain = (kept: PlanStreets, between: Between, metres: number): WalkedCells =>
  walked(streetsOf(kept), between, metres)

function walked(streets: Streets, between: Between, metres: number, told: Told = () => {}): WalkedCells {
  const walk = walkFrom(streets, pointsOf(between.cells), metres, told)
  const [candidates, existing] = [pointsOf(between.candidates), apart(between.existing)]
  const near = walk([...candidates, ...existing])
  return walkedCells(near.slice(0, candidates.length), near.slice(candidates.length))
}

/** Finds the places within a walk of others. @param told of how many of those are done */
export function walkFrom(streets: Streets, places: readonly Point[], metres: number, told: Told) {
  told(0)
  // To find the streets of all places takes about as long as to walk to them.
  const to = positionsOf(places)
  const network = networkOf(streets, planeOf(streets.positions, to))
  const walk = walks(network, to, metres, (found) => told(found / places.length / 2))
  return (from: readonly Point[]): Uint32Array[] => {
    const positions = positionsOf(from)
    return from.map((_, at) => {
      told(0.5 + at / from.length / 2)
      return walk(positions[2 * at]!, positions[2 * at + 1]!).points
    })
  }
}

function walkedCells(ofCandidates: readonly Uint32Array[], ofExisting: readonly Uint32Array[]): WalkedCells {
  const served = new Set(ofExisting.flatMap((cells) => [...cells]))
  return { candidates: incidenceOf(ofCandidates), served: Int32Array.from(served).sort() }
}

/** Each place once: many access points stand at one. */
export const apart = (places: Places): Point[] => [
  ...new Map(pointsOf(places).map((place) => [`${place.latitude} ${place.longitude}`, place])).values(),
]
