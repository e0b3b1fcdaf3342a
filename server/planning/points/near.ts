import Flatbush from 'flatbush'
import { latitudeOf, longitudeOf, type PopulationPoints } from './points.ts'
import { type RingMetres, rings } from './rings.ts'

/** Degrees, WGS84. */
export interface Place {
  latitude: number
  longitude: number
}

/** The points within each ring of a place, in the rings' order. */
export type PointsNear = (place: Place) => readonly Uint32Array[]

/** Of a degree of latitude, on a sphere of 6,371 km. */
const METRES_A_DEGREE = 111_195
/** The index has single precision, which moves a point by half a metre at most. */
const SLACK_METRES = 1

/** In a straight line. At a ring's width the earth is as good as flat: a millimetre in 250 m. */
export function straightLine(points: PopulationPoints, metres: RingMetres): PointsNear {
  const count = points.positions.length / 2
  if (count === 0) return () => rings.map(() => new Uint32Array())
  const index = new Flatbush(count, 32, Float32Array)
  for (let point = 0; point < count; point++) index.add(longitudeOf(points, point), latitudeOf(points, point))
  index.finish()
  const radii = rings.map((ring) => metres[ring])
  const widest = Math.max(...radii) + SLACK_METRES
  return ({ latitude, longitude }) => {
    const along = METRES_A_DEGREE * Math.cos((latitude * Math.PI) / 180)
    const [dx, dy] = [widest / along, widest / METRES_A_DEGREE]
    const within: number[][] = radii.map(() => [])
    for (const here of sidesOf(longitude, dx))
      for (const point of index.search(here - dx, latitude - dy, here + dx, latitude + dy)) {
        const north = (latitudeOf(points, point) - latitude) * METRES_A_DEGREE
        const east = (longitudeOf(points, point) - here) * along
        const distance = Math.hypot(north, east)
        radii.forEach((radius, ring) => {
          if (distance <= radius) within[ring]!.push(point)
        })
      }
    return within.map((found) => Uint32Array.from(found))
  }
}

/** A longitude, and the same as it is said at the other side of the antimeridian where that is so near; degrees. */
export function sidesOf(longitude: number, near: number): number[] {
  if (near >= 180) return [longitude]
  if (longitude + near > 180) return [longitude, longitude - 360]
  return longitude - near < -180 ? [longitude, longitude + 360] : [longitude]
}
