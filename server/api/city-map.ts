import { openPolicy } from '../access/policies/policies.ts'
import type { Database } from '../database/connection.ts'
import { type PlazaEvent, subscribe } from '../database/events.ts'
import { healthStates } from '../health/views.ts'
import type { Log } from '../log.ts'
import { type HotspotPlace, hotspotPlaces } from '../network/hotspots/views.ts'
import { silentBefore } from '../sessions/silence.ts'
import { hotspotsHeardBetween, liveSessionCounts, liveSessionsElsewhere } from '../sessions/views.ts'
import type { HealthState, HotspotPoint } from './contract/index.ts'

/** What changed within one step, a second at least. */
export interface MapChanges {
  /** Hotspots whose state, place or number of live sessions is another now. */
  points: HotspotPoint[]
  /** Hotspots with new readings. */
  health: Set<number>
  /** Hotspots where sessions started, went on or ended. */
  sessions: Set<number>
  alerts: boolean
}

/** The whole city's hotspots in memory, as the map shows them: kept fresh by events, a second behind at most. */
export interface CityMap {
  points(): Iterable<HotspotPoint>
  /** Grows with every change. */
  version(): number
  counts(): Record<HealthState, number>
  liveSessions(): number
  /** Grows whenever the neighbourhoods may have changed. */
  neighbourhoodsVersion(): number
  idsIn(state: HealthState): number[]
  point(id: number): HotspotPoint | undefined
  /** Calls `listener` after each step in which something happened. */
  onChanges(listener: (changes: MapChanges) => void): void
  /** The staff session that signed out, in whichever process. */
  onSignOut(listener: (staffSession: string) => void): void
  close(): Promise<void>
}

const STEP_MS = 1000
/** Sessions fall silent without an event: how often they are looked for. */
const SILENCE_MS = 30_000
const DEGREE_DIGITS = 1e5

/** @throws {Error} when the database cannot be read */
export async function openCityMap(db: Database, log: Log, silenceMs = SILENCE_MS): Promise<CityMap> {
  const policy = await openPolicy(db)
  const liveSince = () => silentBefore(policy.get().interimSeconds)
  let points = new Map<number, HotspotPoint>()
  let elsewhere = 0
  let version = 0
  let neighbourhoodsVersion = 0
  let pending = nothingYet()
  const listeners: Array<(changes: MapChanges) => void> = []
  const signOutListeners: Array<(staffSession: string) => void> = []

  /** Reads hotspots again, all or those of `ids`, in one query for each domain. */
  const read = async (ids?: number[]) => {
    const [places, states, live] = await Promise.all([
      ids ? knownPlaces(ids) : hotspotPlaces(db),
      healthStates(db, ids),
      liveSessionCounts(db, liveSince(), ids),
    ])
    return places.map(
      ({ id, longitude, latitude }): HotspotPoint => [
        id,
        rounded(longitude),
        rounded(latitude),
        states.get(id) ?? 'unknown',
        live.get(id) ?? 0,
      ],
    )
  }
  const knownPlaces = (ids: number[]): HotspotPlace[] =>
    ids.flatMap((id) => {
      const known = points.get(id)
      return known ? [{ id, longitude: known[1], latitude: known[2] }] : []
    })

  const take = (fresh: HotspotPoint[]) => {
    const changed = fresh.filter((point) => !same(points.get(point[0]), point))
    for (const point of changed) points.set(point[0], point)
    return changed
  }

  let silenceKnown = liveSince()
  const noteSilence = async () => {
    const since = liveSince()
    if (since.getTime() - silenceKnown.getTime() < silenceMs) return
    for (const hotspotId of await hotspotsHeardBetween(db, silenceKnown, since)) gatherSession(pending, hotspotId)
    silenceKnown = since
  }

  const step = async () => {
    await noteSilence().catch((error) => log.error({ err: error }, 'silent sessions not looked for'))
    const now = pending
    if (!now.any) return
    pending = nothingYet()
    try {
      const before = points
      let changed: HotspotPoint[] = []
      if (now.everything) {
        const fresh = await read()
        points = new Map(fresh.map((point) => [point[0], point]))
        changed = fresh.filter((point) => !same(before.get(point[0]), point))
        elsewhere = await liveSessionsElsewhere(db, liveSince())
        version++
      } else {
        const ids = [...new Set([...now.health, ...now.sessions])]
        if (ids.length > 0) changed = take(await read(ids))
        if (now.elsewhere) elsewhere = await liveSessionsElsewhere(db, liveSince())
        if (changed.length > 0 || now.elsewhere) version++
      }
      const changes = { points: changed, health: now.health, sessions: now.sessions, alerts: now.alerts }
      for (const listener of listeners) listener(changes)
    } catch (error) {
      log.error({ err: error }, 'map not updated: everything is read again')
      pending.any = true
      pending.everything = true
    }
  }

  const onEvent = (event: PlazaEvent) => {
    if (event.type === 'sign-out') {
      for (const listener of signOutListeners) listener(event.staffSession)
    } else if (event.type === 'policies') void rereadPolicy()
    else if (event.type === 'neighbourhoods') neighbourhoodsVersion++
    else gather(pending, event)
  }
  const everything = () => {
    pending.any = true
    pending.everything = true
  }
  /** A new interim interval changes which sessions are live. */
  const rereadPolicy = () =>
    policy.reload().then(everything, (error) => log.error({ err: error }, 'policies not read again'))
  const onGap = () => {
    neighbourhoodsVersion++
    void rereadPolicy()
    everything()
  }
  // Listening begins before the first reading, so that no change falls between them.
  const subscription = await subscribe(db, onEvent, onGap)
  points = new Map((await read()).map((point) => [point[0], point]))
  elsewhere = await liveSessionsElsewhere(db, liveSince())

  let stepping = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    stepping = step().finally(() => {
      busy = false
    })
  }, STEP_MS)

  return {
    points: () => points.values(),
    version: () => version,
    neighbourhoodsVersion: () => neighbourhoodsVersion,
    counts() {
      const counts = { up: 0, degraded: 0, down: 0, unknown: 0 }
      for (const point of points.values()) counts[point[3]]++
      return counts
    },
    liveSessions() {
      let live = elsewhere
      for (const point of points.values()) live += point[4]
      return live
    },
    idsIn: (state) => [...points.values()].filter((point) => point[3] === state).map((point) => point[0]),
    point: (id) => points.get(id),
    onChanges: (listener) => listeners.push(listener),
    onSignOut: (listener) => signOutListeners.push(listener),
    async close() {
      clearInterval(timer)
      await Promise.all([subscription.close(), stepping])
    },
  }
}

const nothingYet = () => ({
  any: false,
  everything: false,
  elsewhere: false,
  alerts: false,
  health: new Set<number>(),
  sessions: new Set<number>(),
})

function gather(pending: ReturnType<typeof nothingYet>, event: PlazaEvent): void {
  if (event.type === 'health') for (const id of event.hotspotIds) pending.health.add(id)
  else if (event.type === 'hotspots') pending.everything = true
  else if (event.type === 'alert') pending.alerts = true
  else if (event.type === 'sessions') for (const { hotspotId } of event.sessions) gatherSession(pending, hotspotId)
  else return
  pending.any = true
}

function gatherSession(pending: ReturnType<typeof nothingYet>, hotspotId: number | null): void {
  if (hotspotId === null) pending.elsewhere = true
  else pending.sessions.add(hotspotId)
  pending.any = true
}

const rounded = (degrees: number) => Math.round(degrees * DEGREE_DIGITS) / DEGREE_DIGITS

const same = (a: HotspotPoint | undefined, b: HotspotPoint) => a?.every((value, index) => value === b[index]) ?? false
