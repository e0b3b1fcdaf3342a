import type { Database } from '../../database/connection.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import type { NewCandidate } from './candidates.ts'

const METRES_A_DEGREE = 111_195
/** As many as a solver is asked to choose from. */
const MOST = 50_000

/**
 * Candidates by rule: in each square of a grid over the areas, where most of its residents live.
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
  return [...squares].slice(0, MOST).map(([key, { area, latitude, longitude }]) => {
    const number = (inArea.get(area) ?? 0) + 1
    inArea.set(area, number)
    const name = `${areas.get(area)?.name ?? key} ${number}`
    return {
      ...{ code: `grid ${metres} ${key}`, name, kind: null, latitude, longitude },
      ...{ equipmentCost: null, backhaulCost: null, powerCost: null, tags: [], origin: 'rule' },
    }
  })
}
