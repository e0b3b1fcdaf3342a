import type { MultiPolygon, Polygon, Position } from 'geojson'
import { centroid } from './centroid.ts'

/** Square metres for each point where there are no reasons for more or fewer: circles of 50 m have three or four. */
const USUAL = 2150
/** Points of a small area: one more or less should be a hundredth of it at most. */
const FEWEST = 128
/** Of a large one, out of town: memory is bounded whatever a city's areas are. */
const MOST = 10_000

const METRES_A_DEGREE = 111_195

/** Metres on a plane that touches the earth at a shape. */
type Plane = readonly (readonly [x: number, y: number])[]

/**
 * Points spread evenly over a shape, at the corners of triangles of one size. A shape too thin for any has one at its
 * centroid.
 *
 * @returns longitude and latitude in degrees
 */
export function latticeOver(geometry: Polygon | MultiPolygon): Position[] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const outer = polygons[0]?.[0] ?? []
  const [west = 0, south = 0] = outer[0] ?? []
  const along = METRES_A_DEGREE * Math.cos((south * Math.PI) / 180)
  const flat = polygons.map((rings) =>
    rings.map((ring): Plane => ring.map(([x = 0, y = 0]) => [(x - west) * along, (y - south) * METRES_A_DEGREE])),
  )
  const area = flat.reduce((sum, [shell, ...holes]) => {
    return sum + sizeOf(shell ?? []) - holes.reduce((all, hole) => all + sizeOf(hole), 0)
  }, 0)
  const each = Math.max(Math.min(USUAL, area / FEWEST), area / MOST)
  const points = each > 0 ? flat.flatMap((rings) => withinRings(rings, Math.sqrt((2 * each) / Math.sqrt(3)))) : []
  if (points.length === 0) return [centroid(outer)]
  return points.map(([x, y]) => [west + x / along, south + y / METRES_A_DEGREE])
}

/** Square metres within a ring, by the shoelace formula. */
function sizeOf(ring: Plane): number {
  let twice = 0
  ring.forEach(([x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length]!
    twice += x * nextY - nextX * y
  })
  return Math.abs(twice) / 2
}

/**
 * Row by row: between where a ring is crossed for the first and second time, the third and fourth, and so on. Rows are half
 * a row away from the shape's first corner, as borders tend to run through it.
 */
function withinRings(rings: readonly Plane[], side: number): Array<[x: number, y: number]> {
  const height = (side * Math.sqrt(3)) / 2
  const crossings = new Map<number, number[]>()
  for (const ring of rings)
    ring.forEach(([x, y], at) => {
      const [nextX, nextY] = ring[(at + 1) % ring.length]!
      const last = Math.ceil(Math.max(y, nextY) / height - 0.5) - 1
      for (let row = Math.ceil(Math.min(y, nextY) / height - 0.5); row <= last; row++) {
        const crossed = x + (((row + 0.5) * height - y) / (nextY - y)) * (nextX - x)
        const own = crossings.get(row)
        if (own) own.push(crossed)
        else crossings.set(row, [crossed])
      }
    })
  const points: Array<[number, number]> = []
  for (const [row, crossed] of crossings) {
    crossed.sort((a, b) => a - b)
    // Every other row stands half a side aside.
    const aside = row & 1 ? 0.75 : 0.25
    for (let at = 0; at + 1 < crossed.length; at += 2)
      for (let step = Math.ceil(crossed[at]! / side - aside); (step + aside) * side < crossed[at + 1]!; step++)
        points.push([(step + aside) * side, (row + 0.5) * height])
  }
  return points
}
