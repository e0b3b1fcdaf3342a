import type { Hotspot } from '../map/hotspots/cluster-index.ts'

export interface Place {
  latitude: number
  longitude: number
}

/** Of a sphere as large as the Earth, metres (IUGG). */
const RADIUS = 6_371_009
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Metres between two places, as the crow flies (haversine). */
export function distance(from: Place, to: Place): number {
  const across = radians(to.longitude - from.longitude) / 2
  const up = radians(to.latitude - from.latitude) / 2
  const share =
    Math.sin(up) ** 2 + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(across) ** 2
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(share)))
}

/** The hotspots that are down or degraded nearest to a place, the nearest first. */
export function nearestFaults(hotspots: Iterable<Hotspot>, from: Place, most: number) {
  return [...hotspots]
    .filter(({ state }) => state === 'down' || state === 'degraded')
    .map((hotspot) => ({ hotspot, metres: distance(from, hotspot) }))
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most)
}
