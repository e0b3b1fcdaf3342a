import { setImmediate } from 'node:timers/promises'
import type { Database } from '../database/connection.ts'
import { type PlazaEvent, subscribe } from '../database/events/events.ts'
import { type KnownState, knownStates, knownStatesLately, nothingKnown } from '../health/known-states.ts'
import type { Log } from '../log.ts'
import { placesInNeighbourhoods, populations } from '../network/hotspots/places.ts'
import { type Figures, figuresOf, rounded, summed } from './figures.ts'
import { straightLine } from './points/near.ts'
import { readPoints } from './points/points.ts'
import { type Ring, type RingMetres, usualRings, type Within } from './points/rings.ts'
import type { Service } from './points/tally.ts'
import { createReach, type Reach } from './reach.ts'
import { alongStreets, openWalks, type Walked, type WalksOfDay, walkTo } from './streets/along.ts'

/** Of one neighbourhood. Sums are not rounded. */
export interface NeighbourhoodCoverage extends Figures {
  /** Hotspots in use that stand in it. */
  hotspots: number
}

/** The ring by which faults are weighed: who has no other hotspot to walk to. */
const AFFECTED: Ring = 'walk'

/**
 * Who lives near a hotspot, within each ring, in memory, kept fresh by events.
 *
 * A hotspot works when its state is `up` or `degraded`, see `health/known-states.ts`. Coverage that nobody has seen work
 * is not claimed, and is nobody's loss either: it is unchecked.
 */
export interface Coverage {
  /** How each ring is measured now. */
  within(ring: Ring): Within
  /**
   * By neighbourhood id, every neighbourhood.
   *
   * @param residents by neighbourhood id, where others are asked about than those who live there
   */
  byNeighbourhood(ring: Ring, residents?: ReadonlyMap<number, number>): Map<number, NeighbourhoodCoverage>
  /** As if these hotspots were not there. */
  withoutHotspots(ring: Ring, hotspotIds: Iterable<number>): Map<number, Figures>
  /** Whole residents. */
  totals(ring: Ring): Figures
  /** Residents within a walk of these hotspots whom no other working hotspot covers; a whole number, 0 if unknown. */
  residentsAffected(...hotspotIds: number[]): number
  /** Residents within a walk of a hotspot, whoever else covers them; not rounded, 0 if unknown. */
  residentsNear(hotspotId: number): number
  close(): Promise<void>
}

/** After the database failed. */
const RETRY_MS = 1000
/** How often what is known by use alone is looked at again: it fades without an event. */
const USE_MS = 60_000

/** Hotspots that are put without a pause. */
const AT_ONCE = 500

const serviceOf = ({ state, hasWorked }: KnownState): Service => {
  if (state === 'up' || state === 'degraded') return 'works'
  if (state === 'unknown') return 'unknown'
  return hasWorked ? 'failed' : 'never-worked'
}

interface Loaded {
  reach: Reach
  /** Absent: there are no streets, a walk is in a straight line. */
  walks: WalksOfDay | undefined
  /** Points within a walk of places that are put next. */
  walked: Walked
  residents: Map<number, number>
  hotspotsIn: Map<number, number>
}

/**
 * Reads where residents are counted, hotspots and their states, and follows the events `health`, `sessions`, `hotspots` and
 * `neighbourhoods`.
 *
 * @param options.metres how far each ring reaches
 * @param options.onChange called after each change that an event brought
 * @param options.useMs how often what is known by use alone is read again
 * @throws {Error} when the database cannot be read
 */
export async function openCoverage(
  db: Database,
  log: Log,
  {
    metres = usualRings,
    onChange = () => {},
    useMs = USE_MS,
  }: { metres?: RingMetres; onChange?: () => void; useMs?: number } = {},
): Promise<Coverage> {
  const context: Context = {
    ...{ db, log, metres, onChange, loaded: undefined, sums: new Map(), due: nothing() },
    ...{ working: undefined, retry: undefined, closed: false },
  }
  const subscription = await subscribe(
    db,
    (event) => onEvent(context, event),
    () => readAfresh(context),
  )
  const first = context.loaded ?? (await load(context))
  context.loaded ??= first
  // An event has had it read meanwhile.
  if (context.loaded !== first) await first.walks?.close()
  const useTimer = setInterval(() => lookAtUse(context), useMs).unref()
  const now = () => context.loaded ?? first
  const byNeighbourhood: Coverage['byNeighbourhood'] = (ring, residents) => {
    if (residents) return coverageOf(now(), ring, residents)
    const known = context.sums.get(ring) ?? coverageOf(now(), ring, now().residents)
    context.sums.set(ring, known)
    return known
  }
  return {
    within: (ring) => ({ metres: metres[ring], streets: ring === 'walk' ? (now().walks?.asOf ?? null) : null }),
    byNeighbourhood,
    withoutHotspots(ring, hotspotIds) {
      const reached = now().reach.reached(ring, hotspotIds)
      return new Map([...now().residents].map(([id, people]) => [id, figuresOf(people, reached.get(id))]))
    },
    totals: (ring) => rounded(summed(byNeighbourhood(ring).values())),
    residentsAffected: (...hotspotIds) => Math.round(now().reach.onlyBy(AFFECTED, ...hotspotIds)),
    residentsNear: (hotspotId) => now().reach.near(AFFECTED, hotspotId),
    async close() {
      context.closed = true
      clearTimeout(context.retry)
      clearInterval(useTimer)
      await subscription.close()
      await context.working
      await context.loaded?.walks?.close()
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
  readonly metres: RingMetres
  readonly onChange: () => void
  loaded: Loaded | undefined
  /** By ring and neighbourhood, of what is loaded, once they are asked for. */
  readonly sums: Map<Ring, Map<number, NeighbourhoodCoverage>>
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
      context.sums.clear()
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
  if (cells || !loaded) {
    const fresh = await load(context)
    const before = context.loaded
    context.loaded = fresh
    context.sums.clear()
    await before?.walks?.close()
  } else if (hotspots) await refreshHotspots(db, loaded)
  else await refreshHealth(db, loaded.reach, [...health])
}

async function load({ db, log, metres }: Context): Promise<Loaded> {
  const residents = await populations(db)
  const points = await readPoints(db, residents)
  const walked: Walked = new Map()
  const reach = createReach(points, alongStreets(straightLine(points, metres), walked))
  const walks = await openWalks(db, log, points, metres.walk)
  const loaded: Loaded = { reach, walks, walked, residents, hotspotsIn: new Map() }
  try {
    await refreshHotspots(db, loaded)
  } catch (error) {
    await walks?.close()
    throw error
  }
  return loaded
}

async function refreshHotspots(db: Database, loaded: Loaded): Promise<void> {
  const { reach, walks, walked } = loaded
  const [places, states] = await Promise.all([placesInNeighbourhoods(db), knownStatesLately(db, 0)])
  if (walks)
    await walkTo(
      walks,
      places.filter((place) => !reach.isAt(place)),
      walked,
    )
  const gone = new Set(reach.ids())
  loaded.hotspotsIn = new Map()
  for (const [at, { id, latitude, longitude, neighbourhoodId }] of places.entries()) {
    // What is near tens of thousands of new places takes a second: others are let in between.
    if (at % AT_ONCE === AT_ONCE - 1) await setImmediate()
    gone.delete(id)
    reach.put({ id, latitude, longitude, service: serviceOf(states.get(id) ?? nothingKnown) })
    if (neighbourhoodId !== null)
      loaded.hotspotsIn.set(neighbourhoodId, (loaded.hotspotsIn.get(neighbourhoodId) ?? 0) + 1)
  }
  for (const id of gone) reach.remove(id)
  walked.clear()
}

async function refreshHealth(db: Database, reach: Reach, hotspotIds: number[]): Promise<void> {
  for (const [id, state] of await knownStates(db, hotspotIds)) reach.setService(id, serviceOf(state))
}

function coverageOf(
  { reach, hotspotsIn }: Loaded,
  ring: Ring,
  residents: ReadonlyMap<number, number>,
): Map<number, NeighbourhoodCoverage> {
  const reached = reach.reached(ring)
  return new Map(
    [...residents].map(([id, people]) => {
      return [id, { ...figuresOf(people, reached.get(id)), hotspots: hotspotsIn.get(id) ?? 0 }]
    }),
  )
}
