import type { Database } from '../database/connection.ts'
import { type PlazaEvent, subscribe } from '../database/events/events.ts'
import type { HealthState } from '../health/tables.ts'
import { healthStates } from '../health/views.ts'
import type { Log } from '../log.ts'
import { placesInNeighbourhoods, populations } from '../network/hotspots/places.ts'
import { createReach, type Reach } from './reach.ts'

/** Residents in one neighbourhood, and how many live within 250 m of a hotspot. Sums are not rounded. */
export interface NeighbourhoodCoverage {
  residents: number
  /** By a hotspot that works now. */
  covered: number
  coveredIfAllUp: number
  /** Hotspots in use that stand in it. */
  hotspots: number
}

/**
 * Who is within 250 m of a hotspot, in memory, kept fresh by events.
 *
 * A hotspot works when its state is `up` or `degraded`. One that is `down`, `unknown` or was never polled counts for
 * nobody now, but counts in `coveredIfAllUp`: coverage that nobody has seen work is not claimed.
 */
export interface Coverage {
  /** By neighbourhood id, every neighbourhood. */
  byNeighbourhood(): Map<number, NeighbourhoodCoverage>
  /** Whole residents. */
  totals(): { residents: number; coveredNow: number; coveredIfAllUp: number }
  /** Residents within 250 m of the hotspot whom no other working hotspot covers; a whole number, 0 if unknown. */
  residentsAffected(hotspotId: number): number
  close(): Promise<void>
}

/** After the database failed. */
const RETRY_MS = 1000

const works = (state: HealthState | undefined) => state === 'up' || state === 'degraded'

interface Loaded {
  reach: Reach
  residents: Map<number, number>
  hotspotsIn: Map<number, number>
}

/**
 * Reads population cells, hotspots and their states, and follows the events `health`, `hotspots` and `neighbourhoods`.
 *
 * @param options.onChange called after each change that an event brought
 * @throws {Error} when the database cannot be read
 */
export async function openCoverage(
  db: Database,
  log: Log,
  { onChange = () => {} }: { onChange?: () => void } = {},
): Promise<Coverage> {
  const context: Context = {
    ...{ db, log, onChange, loaded: undefined, sums: undefined, due: nothing() },
    ...{ working: undefined, retry: undefined, closed: false },
  }
  const subscription = await subscribe(
    db,
    (event) => onEvent(context, event),
    () => readAfresh(context),
  )
  const first = context.loaded ?? (await load(db))
  context.loaded ??= first
  const now = () => context.loaded ?? first
  const byNeighbourhood = () => {
    context.sums ??= summed(now())
    return context.sums
  }
  return {
    byNeighbourhood,
    totals: () => totalsOf(byNeighbourhood().values()),
    residentsAffected: (hotspotId) => Math.round(now().reach.onlyBy(hotspotId)),
    async close() {
      context.closed = true
      clearTimeout(context.retry)
      await subscription.close()
      await context.working
    },
  }
}

/** What is no longer as it was read. */
interface Due {
  cells: boolean
  hotspots: boolean
  health: Set<number>
}
const nothing = (): Due => ({ cells: false, hotspots: false, health: new Set() })

interface Context {
  readonly db: Database
  readonly log: Log
  readonly onChange: () => void
  loaded: Loaded | undefined
  /** By neighbourhood, of what is loaded; undefined until they are asked for. */
  sums: Map<number, NeighbourhoodCoverage> | undefined
  due: Due
  working: Promise<void> | undefined
  retry: NodeJS.Timeout | undefined
  closed: boolean
}

function onEvent(context: Context, event: PlazaEvent): void {
  const { due } = context
  if (event.type === 'health') for (const id of event.hotspotIds) due.health.add(id)
  else if (event.type === 'hotspots') due.hotspots = true
  else if (event.type === 'neighbourhoods') due.cells = true
  else return
  updateSoon(context)
}

function readAfresh(context: Context): void {
  context.due.cells = true
  updateSoon(context)
}

function updateSoon(context: Context): void {
  if (!context.closed) context.working ??= updateWhileDue(context)
}

async function updateWhileDue(context: Context): Promise<void> {
  while (context.due.cells || context.due.hotspots || context.due.health.size > 0) {
    const { due } = context
    context.due = nothing()
    try {
      await update(context, due)
      context.sums = undefined
      context.onChange()
    } catch (error) {
      if (context.closed) return
      context.log.error({ err: error }, 'coverage not brought up to date')
      context.retry = setTimeout(readAfresh, RETRY_MS, context).unref()
    }
  }
  context.working = undefined
}

async function update(context: Context, { cells, hotspots, health }: Due): Promise<void> {
  const { db, loaded } = context
  if (cells || !loaded) context.loaded = await load(db)
  else if (hotspots) await refreshHotspots(db, loaded)
  else await refreshHealth(db, loaded.reach, [...health])
}

function totalsOf(neighbourhoods: Iterable<NeighbourhoodCoverage>): ReturnType<Coverage['totals']> {
  let residents = 0
  let coveredNow = 0
  let coveredIfAllUp = 0
  for (const one of neighbourhoods) {
    residents += one.residents
    coveredNow += one.covered
    coveredIfAllUp += one.coveredIfAllUp
  }
  return { residents, coveredNow: Math.round(coveredNow), coveredIfAllUp: Math.round(coveredIfAllUp) }
}

async function load(db: Database): Promise<Loaded> {
  const [cells, residents] = await Promise.all([
    db.query
      .selectFrom('population_cells')
      .select(['neighbourhood_id as neighbourhoodId', 'latitude', 'longitude', 'population'])
      .orderBy('neighbourhood_id')
      .orderBy('cell')
      .execute(),
    populations(db),
  ])
  const loaded: Loaded = { reach: createReach(cells), residents, hotspotsIn: new Map() }
  await refreshHotspots(db, loaded)
  return loaded
}

async function refreshHotspots(db: Database, loaded: Loaded): Promise<void> {
  const [places, states] = await Promise.all([placesInNeighbourhoods(db), healthStates(db)])
  const gone = new Set(loaded.reach.ids())
  loaded.hotspotsIn = new Map()
  for (const { id, latitude, longitude, neighbourhoodId } of places) {
    gone.delete(id)
    loaded.reach.put({ id, latitude, longitude, working: works(states.get(id)) })
    if (neighbourhoodId !== null)
      loaded.hotspotsIn.set(neighbourhoodId, (loaded.hotspotsIn.get(neighbourhoodId) ?? 0) + 1)
  }
  for (const id of gone) loaded.reach.remove(id)
}

async function refreshHealth(db: Database, reach: Reach, hotspotIds: number[]): Promise<void> {
  const states = await healthStates(db, hotspotIds)
  for (const id of hotspotIds) reach.setWorking(id, works(states.get(id)))
}

function summed({ reach, residents, hotspotsIn }: Loaded): Map<number, NeighbourhoodCoverage> {
  const covered = reach.covered()
  return new Map(
    [...residents].map(([id, people]) => {
      const { now, ifAllUp } = covered.get(id) ?? { now: 0, ifAllUp: 0 }
      const atMost = (sum: number) => Math.min(people, sum)
      return [
        id,
        {
          residents: people,
          covered: atMost(now),
          coveredIfAllUp: atMost(ifAllUp),
          hotspots: hotspotsIn.get(id) ?? 0,
        },
      ]
    }),
  )
}
