import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Database } from '../../database/connection.ts'
import { knownStates } from '../../health/known-states.ts'
import { placesInNeighbourhoods } from '../../network/hotspots/places.ts'
import { listNeighbourhoods } from '../../network/hotspots/views.ts'
import { listCandidates } from '../candidates/candidates.ts'
import { costOfSite, listCosts } from '../candidates/costs.ts'
import { populationCells } from '../cells.ts'
import { readLatestStreets } from '../streets/store.ts'
import { type PlanParameters, radiiOf } from './parameters.ts'
import { PlanError } from './plan-error.ts'
import type { Places } from './reach/places.ts'
import { type PlanStreets, walkAlong } from './reach/walked.ts'

/** What a plan is solved with, as it was when solving began; kept with it. Lists of one kind have one order. */
export interface PlanInputs {
  cells: Places & {
    residents: number[]
    /** Share of residents without internet, 0 to 1; the city's mean where it is not known. */
    need: number[]
    /** Number of its borough in `boroughs`. */
    borough: number[]
  }
  boroughs: string[]
  /** Sites whose service is there already. */
  existing: Places
  candidates: Places & {
    id: number[]
    name: string[]
    cost: number[]
    locked: ('in' | 'out' | null)[]
  }
  /** Along which a walk is measured; null: in a straight line. */
  streets: PlanStreets | null
}

type Connections = Pick<Database, 'query' | 'pool'>

/** Reads what there is now. @throws {PlanError} where nobody lives, nothing could be built, or there is no street to walk */
export async function readInputs(db: Connections, parameters: PlanParameters): Promise<PlanInputs> {
  const [cells, existing, candidates] = await Promise.all([
    readCells(db, parameters),
    readExisting(db, parameters.existing),
    readCandidates(db, parameters),
  ])
  if (cells.cells.residents.length === 0)
    throw new PlanError('no-cells', 'There are no residents to plan for: import areas with their population first.')
  if (candidates.id.length === 0)
    throw new PlanError('no-candidates', 'There are no candidates: import them, draw them or make a grid first.')
  const between = { ...cells, existing, candidates }
  return { ...between, streets: parameters.method === 'streets' ? await walked(db, between, parameters) : null }
}

async function walked(
  db: Connections,
  between: Omit<PlanInputs, 'streets'>,
  parameters: PlanParameters,
): Promise<PlanStreets> {
  const streets = await readLatestStreets(db)
  if (!streets)
    throw new PlanError(
      'no-streets',
      'There are no streets to walk along: import them (plaza import streets), or measure in a straight line.',
    )
  return walkAlong(streets, between, radiiOf(parameters).at(-1)!)
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

/** As they are kept, with what names them. */
export function packed(inputs: PlanInputs): { inputs: Buffer; version: string } {
  const text = JSON.stringify(inputs)
  return { inputs: gzipSync(text), version: createHash('sha256').update(text).digest('hex') }
}

/** @throws {PlanError} where they are not what was named */
export function unpacked(octets: Buffer, version: string): PlanInputs {
  const text = gunzipSync(octets)
  if (createHash('sha256').update(text).digest('hex') !== version)
    throw new PlanError('changed', 'What the plan was made of is not what was stored with it.')
  return JSON.parse(text.toString('utf8')) as PlanInputs
}
