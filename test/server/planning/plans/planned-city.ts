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

type Street = [latitude: number, longitude: number, toLatitude: number, toLongitude: number]

async function storeStreets(db: TestDatabase, asOf: string, streets: readonly Street[]): Promise<void> {
  const positions = Int32Array.from(streets.flat(), (degrees) => Math.round(degrees * 1e7))
  const edges = Int32Array.from({ length: 2 * streets.length }, (_, node) => node)
  const row = { as_of: asOf, positions: packed(positions), edges: packed(edges) }
  await db.query
    .insertInto('streets')
    .values({ import_id: 1, ...row })
    .execute()
}

const inTheEast: Street = [SOUTH + SIZE / 2, -99.1, SOUTH + SIZE / 2, -99.1 + SIZE]

/** A street through the east, and no other. */
export const streetInTheEast = (db: TestDatabase, asOf = '2026-05-01'): Promise<void> =>
  storeStreets(db, asOf, [inTheEast])

/** A street through the east; in the middle eleven side by side that never meet: who lives at another walks nowhere. */
export const streetsThatNeverMeet = (db: TestDatabase, asOf = '2026-05-01'): Promise<void> =>
  storeStreets(db, asOf, [
    inTheEast,
    ...Array.from({ length: 11 }, (_, at): Street => {
      const longitude = -99.15 + (SIZE * at) / 10
      return [SOUTH, longitude, SOUTH + SIZE, longitude]
    }),
  ])

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
