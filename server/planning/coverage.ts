import type { Database } from '../database/connection.ts'
import { type PlazaEvent, subscribe } from '../database/events/events.ts'
import { type KnownState, knownStates, knownStatesLately, nothingKnown } from '../health/known-states.ts'
import type { Log } from '../log.ts'
import { placesInNeighbourhoods, populations } from '../network/hotspots/places.ts'
import { createReach, type Reach, type Service } from './reach.ts'

/**
 * Residents by what the hotspots within 250 m of them do. `covered`, `unchecked` and those without service are the whole
 * of `residents`.
 */
export interface Figures {
  residents: number
  /** By a hotspot that works now. */
  covered: number
  /** By no such hotspot, but by one of which nobody knows whether it works. */
  unchecked: number
  /** By none of either kind, but by one that worked before: faults alone have left them without service. */
  failed: number
}

/** Of one neighbourhood. Sums are not rounded. */
export interface NeighbourhoodCoverage extends Figures {
  /** Hotspots in use that stand in it. */
  hotspots: number
}

/**
 * Who is within 250 m of a hotspot, in memory, kept fresh by events.
 *
 * A hotspot works when its state is `up` or `degraded`, see `health/known-states.ts`. Coverage that nobody has seen work
 * is not claimed, and is nobody's loss either: it is unchecked.
 */
export interface Coverage {
  /** By neighbourhood id, every neighbourhood. */
  byNeighbourhood(): Map<number, NeighbourhoodCoverage>
  /** Whole residents. */
  totals(): Figures
  /** Residents within 250 m of these hotspots whom no other working hotspot covers; a whole number, 0 if unknown. */
  residentsAffected(...hotspotIds: number[]): number
  /** Residents within 250 m of a hotspot, whoever else covers them; not rounded, 0 if unknown. */
  residentsNear(hotspotId: number): number
  close(): Promise<void>
}

/** After the database failed. */
const RETRY_MS = 1000
/** How often what is known by use alone is looked at again: it fades without an event. */
const USE_MS = 60_000

const serviceOf = ({ state, hasWorked }: KnownState): Service => {
  if (state === 'up' || state === 'degraded') return 'works'
  if (state === 'unknown') return 'unknown'
  return hasWorked ? 'failed' : 'never-worked'
}

interface Loaded {
  reach: Reach
  residents: Map<number, number>
  hotspotsIn: Map<number, number>
}

/**
 * Reads population cells, hotspots and their states, and follows the events `health`, `sessions`, `hotspots` and
 * `neighbourhoods`.
 *
 * @param options.onChange called after each change that an event brought
 * @param options.useMs how often what is known by use alone is read again
 * @throws {Error} when the database cannot be read
 */
export async function openCoverage(
  db: Database,
  log: Log,
  { onChange = () => {}, useMs = USE_MS }: { onChange?: () => void; useMs?: number } = {},
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
  const useTimer = setInterval(() => lookAtUse(context), useMs).unref()
  const now = () => context.loaded ?? first
  const byNeighbourhood = () => {
    context.sums ??= summed(now())
    return context.sums
  }
  return {
    byNeighbourhood,
    totals: () => totalsOf(byNeighbourhood().values()),
    residentsAffected: (...hotspotIds) => Math.round(now().reach.onlyBy(...hotspotIds)),
    residentsNear: (hotspotId) => now().reach.near(hotspotId),
    async close() {
      context.closed = true
      clearTimeout(context.retry)
      clearInterval(useTimer)
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
  else if (event.type === 'sessions') for (const { hotspotId } of event.sessions) hearUse(context, hotspotId)
  else if (event.type === 'hotspots') due.hotspots = true
  else if (event.type === 'neighbourhoods') due.cells = true
  else return
  updateSoon(context)
}

/** A session shows that a hotspot works, where nothing was known of it; elsewhere it says nothing new. */
function hearUse({ loaded, due }: Context, hotspotId: number | null): void {
  if (hotspotId !== null && loaded?.reach.serviceOf(hotspotId) === 'unknown') due.health.add(hotspotId)
}

function lookAtUse(context: Context): void {
  context.due.hotspots = true
  updateSoon(context)
}

function readAfresh(context: Context): void {
  context.due.cells = true
  updateSoon(context)
}

function updateSoon(context: Context): void {
  if (!context.closed && isDue(context)) context.working ??= updateWhileDue(context)
}

const isDue = ({ due }: Context): boolean => due.cells || due.hotspots || due.health.size > 0

/** Where nothing is due it would be over before it is known to be under way. */
async function updateWhileDue(context: Context): Promise<void> {
  while (isDue(context)) {
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

function totalsOf(neighbourhoods: Iterable<NeighbourhoodCoverage>): Figures {
  const sum = { residents: 0, covered: 0, unchecked: 0, failed: 0 }
  for (const one of neighbourhoods) {
    sum.residents += one.residents
    sum.covered += one.covered
    sum.unchecked += one.unchecked
    sum.failed += one.failed
  }
  return {
    residents: Math.round(sum.residents),
    covered: Math.round(sum.covered),
    unchecked: Math.round(sum.unchecked),
    failed: Math.round(sum.failed),
  }
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
  const [places, states] = await Promise.all([placesInNeighbourhoods(db), knownStatesLately(db, 0)])
  const gone = new Set(loaded.reach.ids())
  loaded.hotspotsIn = new Map()
  for (const { id, latitude, longitude, neighbourhoodId } of places) {
    gone.delete(id)
    loaded.reach.put({ id, latitude, longitude, service: serviceOf(states.get(id) ?? nothingKnown) })
    if (neighbourhoodId !== null)
      loaded.hotspotsIn.set(neighbourhoodId, (loaded.hotspotsIn.get(neighbourhoodId) ?? 0) + 1)
  }
  for (const id of gone) loaded.reach.remove(id)
}

async function refreshHealth(db: Database, reach: Reach, hotspotIds: number[]): Promise<void> {
  for (const [id, state] of await knownStates(db, hotspotIds)) reach.setService(id, serviceOf(state))
}

function summed({ reach, residents, hotspotsIn }: Loaded): Map<number, NeighbourhoodCoverage> {
  const reached = reach.reached()
  return new Map(
    [...residents].map(([id, people]) => {
      const { covered, unchecked, failed } = reached.get(id) ?? { covered: 0, unchecked: 0, failed: 0 }
      // A population spread over cells misses its sum by rounding errors.
      let left = people
      const atMostLeft = (sum: number) => {
        const part = Math.min(left, sum)
        left -= part
        return part
      }
      const figures = { covered: atMostLeft(covered), unchecked: atMostLeft(unchecked), failed: atMostLeft(failed) }
      return [id, { residents: people, ...figures, hotspots: hotspotsIn.get(id) ?? 0 }]
    }),
  )
}
