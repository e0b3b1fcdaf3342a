import type { HotspotRecord } from '../../network/hotspots/record.ts'
import { type Doubt, doubtOf } from './doubt.ts'

interface Place {
  latitude: number
  longitude: number
}

/** A gateway of fewer hotspots has no middle from which one could be far. */
const FEWEST = 5
/** So far from the middle of its gateway's hotspots, in metres and in times of their usual distance from it, is far. */
const FAR_METRES = 3000
const FAR_TIMES = 8
/** So far, in metres, a file may put a hotspot from where staff had put it. */
const MOVED_METRES = 250

/** Hotspots that lie far from all others of their gateway. Pure. */
export function farDoubts(inUse: readonly HotspotRecord[]): Doubt[] {
  const byGateway = new Map<number, HotspotRecord[]>()
  for (const record of inUse) {
    if (record.gatewayId === null) continue
    const others = byGateway.get(record.gatewayId)
    if (others) others.push(record)
    else byGateway.set(record.gatewayId, [record])
  }
  return [...byGateway.values()].filter(({ length }) => length >= FEWEST).flatMap(farOnes)
}

function farOnes(records: readonly HotspotRecord[]): Doubt[] {
  const middle = {
    latitude: median(records.map(({ latitude }) => latitude)),
    longitude: median(records.map(({ longitude }) => longitude)),
  }
  const distances = records.map((record) => metresBetween(record, middle))
  const far = Math.max(FAR_METRES, FAR_TIMES * median(distances))
  return records.flatMap((hotspot, index) => {
    const distance = distances[index]!
    if (distance <= far) return []
    const evidence = `${hotspot.gatewayId} ${hotspot.latitude} ${hotspot.longitude}`
    const facts = { ours: hotspot.gateway ?? '', distance: Math.round(distance) }
    return doubtOf({ kind: 'far', hotspot, evidence, facts, ways: ['right'] })
  })
}

/** Hotspots that a file has put elsewhere. Pure. @param placed where staff had put each, by its id */
export function movedDoubts(inUse: readonly HotspotRecord[], placed: ReadonlyMap<number, Partial<Place>>): Doubt[] {
  return inUse.flatMap((hotspot) => {
    const before = placed.get(hotspot.id)
    if (!before) return []
    const { latitude = hotspot.latitude, longitude = hotspot.longitude } = before
    const distance = metresBetween(hotspot, { latitude, longitude })
    if (distance <= MOVED_METRES) return []
    const evidence = `${latitude} ${longitude} ${hotspot.latitude} ${hotspot.longitude}`
    const facts = { distance: Math.round(distance), place: { latitude, longitude } }
    return doubtOf({ kind: 'moved', hotspot, evidence, facts, ways: ['back', 'right'] })
  })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

/** Mean radius of the earth, in metres (IUGG). */
const EARTH = 6_371_009
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** By the haversine formula. */
export function metresBetween(a: Place, b: Place): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const chord =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude)
  return 2 * EARTH * Math.asin(Math.sqrt(Math.min(1, chord)))
}
