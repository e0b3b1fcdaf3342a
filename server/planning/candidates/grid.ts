import Flatbush from 'flatbush'
import { around } from 'geoflatbush'
import type { Database } from '../../database/connection.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import type { Streets } from '../streets/read-streets.ts'
import { readLatestStreets } from '../streets/store.ts'
import type { NewCandidate } from './candidates.ts'

const METRES_A_DEGREE = 111_195
/** As many as a solver is asked to choose from. */
const MOST = 50_000

/**
 * Candidates by rule: in each square of a grid over the areas, where most of its residents live; where the city has imported
 * its streets, at the corner nearest to there.
 *
 * @param metres length of a square's side
 * @param borough this one alone
 * @returns at most 50,000
 */
export async function gridCandidates(
  db: Pick<Database, 'query'>,
  metres: number,
  borough: string | null,
): Promise<NewCandidate[]> {
  const areas = new Map((await listNeighbourhoods(db)).map((area) => [area.id, area]))
  const cells = await db.query
    .selectFrom('population_cells')
    .select(['neighbourhood_id as area', 'latitude', 'longitude', 'population'])
    .orderBy('neighbourhood_id')
    .orderBy('cell')
    .execute()
  const here = cells.filter(({ area }) => borough === null || areas.get(area)?.borough === borough)
  const middle = here.reduce((sum, { latitude }) => sum + latitude, 0) / Math.max(1, here.length)
  const step = metres / METRES_A_DEGREE
  const along = step / Math.cos((middle * Math.PI) / 180)
  const squares = new Map<string, (typeof here)[number]>()
  for (const cell of here) {
    const key = `${Math.floor(cell.latitude / step)}:${Math.floor(cell.longitude / along)}`
    const best = squares.get(key)
    if (!best || cell.population > best.population) squares.set(key, cell)
  }
  const inArea = new Map<number, number>()
  const candidates = [...squares].slice(0, MOST).map(([key, { area, latitude, longitude }]): NewCandidate => {
    const number = (inArea.get(area) ?? 0) + 1
    inArea.set(area, number)
    const name = `${areas.get(area)?.name ?? key} ${number}`
    return {
      ...{ code: `grid ${metres} ${key}`, name, kind: null, latitude, longitude },
      ...{ equipmentCost: null, backhaulCost: null, powerCost: null, tags: [], origin: 'rule' },
    }
  })
  const streets = await readLatestStreets(db)
  return streets ? atCorners(candidates, streets, metres) : candidates
}

/** Ten millionths of a degree, as streets are kept. */
const PARTS = 1e7

/**
 * The candidates at the nearest ends or bends of streets; those that have none within `metres` are left out, as those whose
 * corner another has.
 */
export function atCorners<T extends { latitude: number; longitude: number }>(
  candidates: readonly T[],
  { positions }: Pick<Streets, 'positions'>,
  metres: number,
): T[] {
  const corners = positions.length / 2
  if (corners === 0) return []
  const index = new Flatbush(corners)
  const placeOf = (corner: number) => ({
    latitude: positions[2 * corner]! / PARTS,
    longitude: positions[2 * corner + 1]! / PARTS,
  })
  for (let corner = 0; corner < corners; corner++) {
    const { latitude, longitude } = placeOf(corner)
    index.add(longitude, latitude, longitude, latitude)
  }
  index.finish()
  const taken = new Set<number>()
  return candidates.flatMap((candidate) => {
    const [corner] = around(index, candidate.longitude, candidate.latitude, 1, metres / 1000)
    if (corner === undefined || taken.has(corner)) return []
    taken.add(corner)
    return [{ ...candidate, ...placeOf(corner) }]
  })
}
