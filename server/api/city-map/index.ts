import { openPolicy } from '../../access/policies/policies.ts'
import type { Database } from '../../database/connection.ts'
import { subscribe } from '../../database/events/events.ts'
import type { Log } from '../../log.ts'
import type { Districts } from '../../network/districts/within.ts'
import type { HealthState, HotspotPoint } from '../contract/index.ts'
import { emptyMap, type MapChanges, type MapState } from './state.ts'
import { hear, hearGap, readEverything, step } from './steps.ts'

export type { MapChanges } from './state.ts'

/** The whole city's hotspots in memory, as the map shows them: kept fresh by events, a second behind at most. */
export interface CityMap {
  /** Of these districts; null: of the whole city. */
  points(districts?: Districts): Iterable<HotspotPoint>
  isOwn(districts: Districts, hotspotId: number): boolean
  /** Grows with every change. */
  version(): number
  counts(districts?: Districts): Record<HealthState, number>
  /** Of the whole city, those included whose hotspot is not known. */
  liveSessions(districts?: Districts): number
  /** Grows whenever the neighbourhoods may have changed. */
  neighbourhoodsVersion(): number
  idsIn(state: HealthState): number[]
  point(id: number): HotspotPoint | undefined
  /** Calls `listener` after each step in which something happened. */
  onChanges(listener: (changes: MapChanges) => void): void
  /** The staff session that signed out, in whichever process. */
  onSignOut(listener: (staffSession: string) => void): void
  /** The staff member whose name, role or access changed, in whichever process; undefined: anybody's may have. */
  onStaff(listener: (staffId: number | undefined) => void): void
  close(): Promise<void>
}

const STEP_MS = 1000
/** How often sessions that fell silent are looked for. */
const SILENCE_MS = 30_000

/** @throws {Error} when the database cannot be read */
export async function openCityMap(db: Database, log: Log, silenceMs = SILENCE_MS): Promise<CityMap> {
  const map = emptyMap(db, log, await openPolicy(db), silenceMs)
  // Listening begins before the first reading, so that no change falls between them.
  const subscription = await subscribe(
    db,
    (event) => hear(map, event),
    () => hearGap(map),
  )
  await readEverything(map)
  const stopStepping = stepEvery(STEP_MS, () => step(map))
  return {
    ...views(map),
    onChanges: (listener) => map.listeners.push(listener),
    onSignOut: (listener) => map.signOutListeners.push(listener),
    onStaff: (listener) => map.staffListeners.push(listener),
    async close() {
      await Promise.all([subscription.close(), stopStepping()])
    },
  }
}

const isOwn = ({ districts: of }: MapState, districts: Districts, hotspotId: number): boolean => {
  if (districts === null) return true
  const district = of.get(hotspotId)
  return district !== undefined && districts.includes(district)
}

function* pointsOf(map: MapState, districts: Districts): Iterable<HotspotPoint> {
  for (const point of map.points.values()) if (isOwn(map, districts, point[0])) yield point
}

const views = (map: MapState) => ({
  points: (districts: Districts = null) => (districts === null ? map.points.values() : pointsOf(map, districts)),
  isOwn: (districts: Districts, hotspotId: number) => isOwn(map, districts, hotspotId),
  version: () => map.version,
  neighbourhoodsVersion: () => map.neighbourhoodsVersion,
  counts(districts: Districts = null) {
    const counts = { up: 0, degraded: 0, down: 0, unknown: 0 }
    for (const point of pointsOf(map, districts)) counts[point[3]]++
    return counts
  },
  liveSessions(districts: Districts = null) {
    let live = districts === null ? map.elsewhere : 0
    for (const point of pointsOf(map, districts)) live += point[4]
    return live
  },
  idsIn: (state: HealthState) => [...map.points.values()].filter((point) => point[3] === state).map(([id]) => id),
  point: (id: number) => map.points.get(id),
})

/** Does `work` every `ms` milliseconds, unless it is still at it. @returns stops, once it is done */
function stepEvery(ms: number, work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined
  const timer = setInterval(() => {
    current ??= work().finally(() => {
      current = undefined
    })
  }, ms)
  return async () => {
    clearInterval(timer)
    await current
  }
}
