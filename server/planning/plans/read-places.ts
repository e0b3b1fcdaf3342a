import type { Database } from '../../database/connection.ts'
import { knownStates } from '../../health/known-states.ts'
import { placesInNeighbourhoods } from '../../network/hotspots/places.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import { listCandidates } from '../candidates/candidates.ts'
import { costOfSite, listCosts } from '../candidates/costs.ts'
import { populationCells } from '../cells.ts'
import { latestStreetsDay, readStoredStreets } from '../streets/store.ts'
import type { StoredStreets } from '../streets/stored.ts'
import type { PlanInputs, PlanPlaces } from './inputs.ts'
import type { PlanParameters } from './parameters.ts'
import { PlanError } from './plan-error.ts'
import type { Places } from './reach/places.ts'

type Connections = Pick<Database, 'query' | 'pool'>

/** Reads what there is now. @throws {PlanError} where nobody lives, nothing could be built, or there is no street to walk */
export async function readPlaces(db: Connections, parameters: PlanParameters): Promise<PlanPlaces> {
  const [cells, existing, candidates] = await Promise.all([
    readCells(db, parameters),
    readExisting(db, parameters.existing),
    readCandidates(db, parameters),
  ])
  if (cells.cells.residents.length === 0) throw nobody()
  if (candidates.id.length === 0) throw nothing()
  return { ...cells, existing, candidates, streets: await readStreetsFor(db, parameters) }
}

async function readStreetsFor(db: Connections, { method }: PlanParameters): Promise<StoredStreets | null> {
  if (method === 'line') return null
  const streets = await readStoredStreets(db)
  if (!streets) throw noStreets()
  return streets
}

const nobody = () =>
  new PlanError('no-cells', 'There are no residents to plan for: import areas with their population first.')
const nothing = () =>
  new PlanError('no-candidates', 'There are no candidates: import them, draw them or make a grid first.')
const noStreets = () =>
  new PlanError(
    'no-streets',
    'There are no streets to walk along: import them (plaza import streets), or measure in a straight line.',
  )

/** Looks whether there is anything to solve a plan with; what is not seen at once is found while it is read. @throws {PlanError} */
export async function assertReadable(db: Connections, { method }: PlanParameters): Promise<void> {
  const [cell, candidate, day] = await Promise.all([
    db.query.selectFrom('population_cells').select('cell').limit(1).executeTakeFirst(),
    db.query.selectFrom('site_candidates').select('id').limit(1).executeTakeFirst(),
    latestStreetsDay(db),
  ])
  if (!cell) throw nobody()
  if (!candidate) throw nothing()
  if (method === 'streets' && day === null) throw noStreets()
}

async function readCells(db: Connections, { borough: only }: PlanParameters) {
  const [areas, rows] = await Promise.all([listNeighbourhoods(db), populationCells(db)])
  const known = areas.filter(({ withoutInternet, population }) => withoutInternet !== null && population > 0)
  const people = known.reduce((sum, { population }) => sum + population, 0)
  const lacking = known.reduce((sum, { population, withoutInternet }) => sum + population * withoutInternet!, 0)
  const mean = people > 0 ? lacking / people : 0
  const boroughs = [...new Set(areas.map(({ borough }) => borough ?? ''))].sort()
  const numberOf = new Map(boroughs.map((name, number) => [name, number]))
  const byId = new Map(areas.map((area) => [area.id, area]))
  const cells: PlanInputs['cells'] = { latitude: [], longitude: [], residents: [], need: [], borough: [] }
  for (const { area, latitude, longitude, population } of rows) {
    const { borough, withoutInternet } = byId.get(area) ?? { borough: null, withoutInternet: null }
    if (only !== null && borough !== only) continue
    cells.latitude.push(latitude)
    cells.longitude.push(longitude)
    cells.residents.push(population)
    cells.need.push(withoutInternet ?? mean)
    cells.borough.push(numberOf.get(borough ?? '')!)
  }
  return { cells, boroughs }
}

async function readExisting(db: Connections, which: PlanParameters['existing']): Promise<Places> {
  if (which === 'none') return { latitude: [], longitude: [] }
  const [places, states] = await Promise.all([placesInNeighbourhoods(db), knownStates(db)])
  const works = (id: number) => ['up', 'degraded'].includes(states.get(id)?.state ?? 'unknown')
  const counted = places.filter(({ id }) => which === 'all' || works(id))
  return {
    latitude: counted.map(({ latitude }) => latitude),
    longitude: counted.map(({ longitude }) => longitude),
  }
}

async function readCandidates(
  { query }: Connections,
  { tags, lockedIn, lockedOut, equipmentCost, backhaulCost, powerCost }: PlanParameters,
): Promise<PlanInputs['candidates']> {
  const [all, costs] = await Promise.all([listCandidates({ query }), listCosts({ query })])
  const usual = { equipment: equipmentCost, backhaul: backhaulCost, power: powerCost }
  const [kept, left] = [new Set(lockedIn), new Set(lockedOut)]
  const rows = all.filter(
    ({ id, tags: own }) => tags.length === 0 || kept.has(id) || own.some((tag) => tags.includes(tag)),
  )
  return {
    id: rows.map(({ id }) => id),
    name: rows.map(({ name }) => name),
    latitude: rows.map(({ latitude }) => latitude),
    longitude: rows.map(({ longitude }) => longitude),
    cost: rows.map((row) => costOfSite(row, costs, usual)),
    locked: rows.map(({ id, locked }) => (kept.has(id) ? 'in' : left.has(id) ? 'out' : locked)),
  }
}
