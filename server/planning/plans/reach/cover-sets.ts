import { positionsOf } from '../../points/points.ts'
import { cellFinder, type Incidence, incidenceOf, itemsOf, type Point, withinRings } from '../../siting/incidence.ts'
import { networkOf, planeOf } from '../../streets/network.ts'
import { walks } from '../../streets/walk.ts'
import { boundsAround, openStreets } from '../../streets/within.ts'
import { straightOf } from '../parameters.ts'
import { type Places, pointsOf } from './places.ts'
import { type PlanStreets, streetsOf, walkedCellsOf } from './walked.ts'

export interface Reaching {
  cells: Places
  candidates: Places
  existing: Places
  /** Null: all is in a straight line. */
  streets: PlanStreets | null
}

/** For each radius, from the smallest on. */
export interface CoverSets {
  /** Cells within reach of each candidate. */
  within: Incidence[]
  /** 1 for a cell within reach of a site that is there. */
  served: Uint8Array[]
}

/**
 * Which cells candidates and existing sites reach, as coverage counts it: the widest radius is a walk along streets where the
 * plan has them, those within it are straight lines. What is within a radius is within every wider one, walk or not.
 *
 * @param radii in metres, ascending
 */
export function coverSets({ cells, candidates, existing, streets }: Reaching, radii: readonly number[]): CoverSets {
  const [places, lines] = [pointsOf(cells), straightOf(radii, streets !== null)]
  const within = withinRings(places, pointsOf(candidates), lines)
  const served = withinRings(places, pointsOf(existing), lines).map((reach) => marked(reach.items, places.length))
  if (!streets) return { within, served }
  const walked = walkedCellsOf(streets)
  return {
    within: [...within, joined(walked.candidates, within.at(-1))],
    served: [...served, marked(walked.served, places.length, served.at(-1))],
  }
}

function joined(walked: Incidence, inLine: Incidence | undefined): Incidence {
  if (!inLine) return walked
  const rows = Array.from({ length: walked.starts.length - 1 }, (_, row) => [
    ...itemsOf(walked, row),
    ...itemsOf(inLine, row),
  ])
  return incidenceOf(rows)
}

function marked(items: Int32Array, cells: number, before?: Uint8Array): Uint8Array {
  const marks = before ? Uint8Array.from(before) : new Uint8Array(cells)
  for (const cell of items) marks[cell] = 1
  return marks
}

/** The cells within each radius of any place, ascending: the same as {@link coverSets} has where a candidate stands. */
export function cellsNear(
  { cells, streets }: Pick<Reaching, 'cells' | 'streets'>,
  radii: readonly number[],
): (place: Point) => number[][] {
  const places = pointsOf(cells)
  const around = cellFinder(places)
  if (!streets) return (place) => radii.map((metres) => around(place, metres))
  const widest = radii.at(-1)!
  const all = streetsOf(streets)
  const [plane, cut] = [planeOf(all.positions, positionsOf(places)), openStreets(all)]
  return (place) => {
    const lines = straightOf(radii, true).map((metres) => around(place, metres))
    // Who walks so far comes to nothing beyond; a place's own street is as far away again at most.
    const near = cut(boundsAround([place], 2.1 * widest))
    const among = around(place, 1.01 * widest)
    const walk = walks(networkOf(near, plane), positionsOf(among.map((cell) => places[cell]!)), widest)
    const [latitude, longitude] = positionsOf([place])
    const walked = Array.from(walk(latitude!, longitude!).points, (at) => among[at]!)
    return [...lines, [...new Set([...walked, ...(lines.at(-1) ?? [])])].sort((a, b) => a - b)]
  }
}
