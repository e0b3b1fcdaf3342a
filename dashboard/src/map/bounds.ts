import type { Bounds } from './hotspots/cluster-index.ts'

export interface Place {
  longitude: number
  latitude: number
}

/**
 * Where nearly all of `places` lie: from the 0.5th to the 99.5th percentile in each direction, so that one hotspot with
 * wrong coordinates does not shrink the city to a dot. Undefined when there are none.
 */
export function usualBounds(places: Iterable<Place>): Bounds | undefined {
  const longitudes: number[] = []
  const latitudes: number[] = []
  for (const { longitude, latitude } of places) {
    longitudes.push(longitude)
    latitudes.push(latitude)
  }
  if (longitudes.length === 0) return undefined
  const sortedX = Float64Array.from(longitudes).sort()
  const sortedY = Float64Array.from(latitudes).sort()
  const low = Math.floor(longitudes.length * 0.005)
  const high = longitudes.length - 1 - low
  return [sortedX[low]!, sortedY[low]!, sortedX[high]!, sortedY[high]!]
}

/** `bounds` with a margin of `share` of its width and height on each side. */
export function padded([west, south, east, north]: Bounds, share: number): Bounds {
  const x = (east - west) * share
  const y = (north - south) * share
  return [west - x, south - y, east + x, north + y]
}

/** Whether `outer` holds all of `inner`. */
export const contains = (outer: Bounds, inner: Bounds): boolean =>
  outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
