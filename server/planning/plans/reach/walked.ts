import { packed, positionsOf, unpacked } from '../../points/points.ts'
import { type Incidence, incidenceOf, type Point } from '../../siting/incidence.ts'
import { startWalks } from '../../streets/in-thread.ts'
import { networkOf } from '../../streets/network.ts'
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

/** Measures a plan's walks, in a thread of its own, and keeps the streets by which that can be done again. */
export async function walkAlong(
  { asOf, ...streets }: Streets & { asOf: string },
  between: Between,
  metres: number,
): Promise<PlanStreets> {
  const all = [between.cells, between.candidates, between.existing].flatMap(pointsOf)
  const near = streetsWithin(streets, boundsAround(all, metres))
  const thread = startWalks({ streets: near, positions: positionsOf(pointsOf(between.cells)), metres })
  try {
    const ofCandidates = await thread.near(pointsOf(between.candidates))
    const { candidates, served } = walkedCells(ofCandidates, await thread.near(apart(between.existing)))
    return {
      ...{ asOf, positions: textOf(near.positions), edges: textOf(near.edges) },
      ...{ starts: textOf(candidates.starts), cells: textOf(candidates.items), served: textOf(served) },
    }
  } finally {
    await thread.close()
  }
}

/** Measures the same walks again, along the streets that were kept. */
export function walkAgain(kept: PlanStreets, between: Between, metres: number): WalkedCells {
  const walk = walks(networkOf(streetsOf(kept)), positionsOf(pointsOf(between.cells)), metres)
  const near = (places: readonly Point[]) => {
    const positions = positionsOf(places)
    return places.map((_, at) => walk(positions[2 * at]!, positions[2 * at + 1]!).points)
  }
  return walkedCells(near(pointsOf(between.candidates)), near(apart(between.existing)))
}

function walkedCells(ofCandidates: readonly Uint32Array[], ofExisting: readonly Uint32Array[]): WalkedCells {
  const served = new Set(ofExisting.flatMap((cells) => [...cells]))
  return { candidates: incidenceOf(ofCandidates), served: Int32Array.from(served).sort() }
}

/** Each place once: many access points stand at one. */
export const apart = (places: Places): Point[] => [
  ...new Map(pointsOf(places).map((place) => [`${place.latitude} ${place.longitude}`, place])).values(),
]
