import { putCandidates } from '../../../../server/planning/candidates/candidates.ts'
import { rebuildPopulationCells } from '../../../../server/planning/cells.ts'
import { type PlanParameters, usualParameters } from '../../../../server/planning/plans/parameters.ts'
import { packed } from '../../../../server/planning/points/points.ts'
import { seededRandom } from '../../../../server/planning/siting/random.ts'
import type { TestDatabase } from '../../../support/database.ts'

const SOUTH = 19.4
const SIZE = 0.004

/** A city of three areas some kilometres apart, in two boroughs, with a candidate in each and one where nobody lives. */
export async function plannedCity(db: TestDatabase): Promise<void> {
  const areas = [
    { code: 'west', borough: 'Poniente', from: -99.2, population: 1000, need: 0.9 },
    { code: 'middle', borough: 'Poniente', from: -99.15, population: 3000, need: 0.1 },
    { code: 'east', borough: 'Oriente', from: -99.1, population: 2000, need: 0.3 },
  ]
  for (const { code, borough, from, population, need } of areas) {
    const ring = [
      [from, SOUTH],
      [from + SIZE, SOUTH],
      [from + SIZE, SOUTH + SIZE],
      [from, SOUTH + SIZE],
      [from, SOUTH],
    ]
    const geometry = JSON.stringify({ type: 'Polygon', coordinates: [ring] })
    const values = { code, name: code, borough, population, area_m2: 1, geometry, without_internet: need }
    await db.query.insertInto('neighbourhoods').values(values).execute()
  }
  await rebuildPopulationCells(db)
  const unknown = { kind: null, backhaulCost: null, powerCost: null, origin: 'file' as const }
  const latitude = SOUTH + SIZE / 2
  await putCandidates(db, [
    ...areas.map(({ code, from }, at) => ({
      ...{ ...unknown, code, name: `School ${code}`, latitude, longitude: from + SIZE / 2 },
      ...{ equipmentCost: 100 * (at + 1), tags: at === 0 ? ['fibre'] : [] },
    })),
    { ...unknown, code: 'desert', name: 'Desert', latitude: 19.6, longitude: -99.5, equipmentCost: 1, tags: [] },
  ])
}

/** A street through the east, and no other: who lives elsewhere walks nowhere. */
export async function streetInTheEast(db: TestDatabase, asOf = '2026-05-01'): Promise<void> {
  const [latitude, from] = [SOUTH + SIZE / 2, -99.1]
  const positions = Int32Array.from([latitude, from, latitude, from + SIZE], (degrees) => Math.round(degrees * 1e7))
  const street = { as_of: asOf, positions: packed(positions), edges: packed(Int32Array.of(0, 1)) }
  await db.query
    .insertInto('streets')
    .values({ import_id: 1, ...street })
    .execute()
}

/** Streets every 20 m where {@link crowd} lives: every walk of kilometres goes over all of them. */
export async function streetGrid(db: TestDatabase, streets = 110): Promise<void> {
  const step = 20 / 111_195
  const node = (row: number, column: number) => row * streets + column
  const positions: number[] = []
  const edges: number[] = []
  for (let row = 0; row < streets; row++)
    for (let column = 0; column < streets; column++) {
      positions.push(Math.round(1e7 * (19.41 + row * step)), Math.round(1e7 * (-99.2 + column * step)))
      if (row > 0) edges.push(node(row - 1, column), node(row, column))
      if (column > 0) edges.push(node(row, column - 1), node(row, column))
    }
  const [places, pieces] = [packed(Int32Array.from(positions)), packed(Int32Array.from(edges))]
  await db.query
    .insertInto('streets')
    .values({ import_id: 2, as_of: '2026-05-01', positions: places, edges: pieces })
    .execute()
}

/** Every resident alike, solved to the end. */
export const parametersWith = (change: Partial<PlanParameters>): PlanParameters => ({
  ...{ ...usualParameters, needWeight: 0, reach: 400, limit: { unit: 'sites', most: 1 }, seconds: 10 },
  ...change,
})

/** So many cells and candidates, scattered, that a cheapest plan is long in being proven. */
export async function crowd(db: TestDatabase, cells = 900, candidates = 700): Promise<void> {
  const random = seededRandom(5)
  const place = () => ({ latitude: 19.41 + 0.02 * random(), longitude: -99.2 + 0.02 * random() })
  const { id } = await db.query.selectFrom('neighbourhoods').select('id').orderBy('id').executeTakeFirstOrThrow()
  await db.query.deleteFrom('population_cells').execute()
  const scattered = Array.from({ length: cells }, (_, at) => ({ cell: `cell ${at}`, population: 50, ...place() }))
  await db.query
    .insertInto('population_cells')
    .values(scattered.map((cell) => ({ ...cell, neighbourhood_id: id })))
    .execute()
  const unknown = {
    kind: null,
    equipmentCost: null,
    backhaulCost: null,
    powerCost: null,
    tags: [],
    origin: 'rule' as const,
  }
  await putCandidates(
    db,
    Array.from({ length: candidates }, (_, at) => ({
      ...unknown,
      code: `place ${at}`,
      name: `Place ${at}`,
      ...place(),
    })),
  )
}
