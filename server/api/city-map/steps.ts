import type { PlazaEvent } from '../../database/events/events.ts'
import { knownStates, knownStatesLately } from '../../health/known-states.ts'
import { districtsOfHotspots } from '../../network/districts/within.ts'
import { type HotspotPlace, hotspotPlaces } from '../../network/hotspots/views.ts'
import { hotspotsHeardBetween, liveSessionCounts, liveSessionsElsewhere } from '../../sessions/live.ts'
import { type HotspotPoint, hotspotPoint } from '../contract/index.ts'
import { gather, gatherEverything, gatherSession, nothingYet, type Pending } from './pending.ts'
import { liveSince, type MapState } from './state.ts'

const DEGREE_DIGITS = 1e5

/** Notes what an event says has changed; what ends somebody's access is told at once. */
export function hear(map: MapState, event: PlazaEvent): void {
  if (event.type === 'sign-out') {
    for (const listener of map.signOutListeners) listener(event.staffSession)
  } else if (event.type === 'staff') tellOfStaff(map, event.id)
  else if (event.type === 'policies') void rereadPolicy(map)
  else if (event.type === 'neighbourhoods') map.neighbourhoodsVersion++
  else gather(map.pending, event)
}

/** Events may have been missed: anything may have changed. */
export function hearGap(map: MapState): void {
  map.neighbourhoodsVersion++
  tellOfStaff(map, undefined)
  void rereadPolicy(map)
  gatherEverything(map.pending)
}

function tellOfStaff(map: MapState, staffId: number | undefined): void {
  for (const listener of map.staffListeners) listener(staffId)
}

/** A new interim interval changes which sessions are live. */
const rereadPolicy = (map: MapState) =>
  map.policy.reload().then(
    () => gatherEverything(map.pending),
    (error) => map.log.error({ err: error }, 'policies not read again'),
  )

/** Reads the whole city. @returns the hotspots that changed, or that are of another district: somebody may see them only now */
export async function readEverything(map: MapState): Promise<HotspotPoint[]> {
  const [fresh, districts] = await Promise.all([readPoints(map), districtsOfHotspots(map.db)])
  const wereOf = map.districts
  map.districts = districts
  const before = map.points
  map.points = new Map(fresh.map((point) => [point[0], point]))
  map.elsewhere = await liveSessionsElsewhere(map.db, liveSince(map))
  return fresh.filter((point) => !same(before.get(point[0]), point) || wereOf.get(point[0]) !== districts.get(point[0]))
}

/** Takes in what was heard since the last step, and tells the listeners what is new. */
export async function step(map: MapState): Promise<void> {
  await noteSilence(map).catch((error) => map.log.error({ err: error }, 'silent sessions not looked for'))
  const heard = map.pending
  if (!heard.any) return
  map.pending = nothingYet()
  try {
    const points = heard.everything ? await readEverything(map) : await readHeard(map, heard)
    if (heard.everything || points.length > 0 || heard.elsewhere) map.version++
    const { health, sessions, alerts, incidents } = heard
    const changes = { points, health, sessions, alerts, incidents }
    for (const listener of map.listeners) listener(changes)
  } catch (error) {
    map.log.error({ err: error }, 'map not updated: everything is read again')
    gatherEverything(map.pending)
  }
}

/** Sessions fall silent without an event. */
async function noteSilence(map: MapState): Promise<void> {
  const since = liveSince(map)
  if (since.getTime() - map.silenceKnown.getTime() < map.silenceMs) return
  for (const hotspotId of await hotspotsHeardBetween(map.db, map.silenceKnown, since))
    gatherSession(map.pending, hotspotId)
  map.silenceKnown = since
  await noteStates(map)
}

/** Use is evidence for some hours, and Access-Accepts come without an event that names their hotspot. */
async function noteStates({ db, points, pending, silenceMs }: MapState): Promise<void> {
  for (const [id, { state }] of await knownStatesLately(db, silenceMs / 2)) {
    const point = points.get(id)
    if (!point || point[3] === state) continue
    pending.health.add(id)
    pending.any = true
  }
}

/** Reads the hotspots again of which something was heard. @returns those that changed */
async function readHeard(map: MapState, heard: Pending): Promise<HotspotPoint[]> {
  const ids = [...new Set([...heard.health, ...heard.sessions])]
  const fresh = ids.length > 0 ? await readPoints(map, ids) : []
  const changed = fresh.filter((point) => !same(map.points.get(point[0]), point))
  for (const point of changed) map.points.set(point[0], point)
  if (heard.elsewhere) map.elsewhere = await liveSessionsElsewhere(map.db, liveSince(map))
  return changed
}

/** Reads hotspots, all or those of `ids`, in one query for each domain. */
async function readPoints(map: MapState, ids?: number[]): Promise<HotspotPoint[]> {
  const { db } = map
  const [places, states, live] = await Promise.all([
    ids ? knownPlaces(map, ids) : hotspotPlaces(db),
    knownStates(db, ids),
    liveSessionCounts(db, liveSince(map), ids),
  ])
  return places.map(({ id, longitude, latitude }) => {
    const state = states.get(id)?.state ?? 'unknown'
    return hotspotPoint.parse([id, rounded(longitude), rounded(latitude), state, live.get(id) ?? 0])
  })
}

const knownPlaces = ({ points }: MapState, ids: number[]): HotspotPlace[] =>
  ids.flatMap((id) => {
    const known = points.get(id)
    return known ? [{ id, longitude: known[1], latitude: known[2] }] : []
  })

const rounded = (degrees: number) => Math.round(degrees * DEGREE_DIGITS) / DEGREE_DIGITS

const same = (a: HotspotPoint | undefined, b: HotspotPoint) => a?.every((value, index) => value === b[index]) ?? false
