import type { Place } from '../bounds.ts'

const METRES_PER_DEGREE = 111_320
/** Corners of the circle around each place. */
const CORNERS = 12

/**
 * The outline of places with so many metres around each: a circle of one, and of many what a string around all circles
 * would be (convex hull, by Andrew's monotone chain). Corners in order, the first not repeated; none without a place.
 */
export function outlineOf(places: readonly Place[], metres: number): Place[] {
  const around = places.flatMap(({ latitude, longitude }) => {
    const north = metres / METRES_PER_DEGREE
    const east = north / Math.cos((latitude * Math.PI) / 180)
    return Array.from({ length: CORNERS }, (_, at): Place => {
      const angle = (2 * Math.PI * at) / CORNERS
      return { latitude: latitude + north * Math.sin(angle), longitude: longitude + east * Math.cos(angle) }
    })
  })
  const sorted = around.sort((a, b) => a.longitude - b.longitude || a.latitude - b.latitude)
  return [...half(sorted), ...half(sorted.reverse())]
}

/** One side of the hull, without its last corner, with which the other begins. */
function half(sorted: readonly Place[]): Place[] {
  const side: Place[] = []
  for (const place of sorted) {
    while (side.length > 1 && !turnsLeft(side.at(-2)!, side.at(-1)!, place)) side.pop()
    side.push(place)
  }
  return side.slice(0, -1)
}

const turnsLeft = (a: Place, b: Place, c: Place): boolean =>
  (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude) > 0
