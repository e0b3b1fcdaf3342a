import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import Flatbush from 'flatbush'
import type { MultiPolygon, Polygon } from 'geojson'
import { boundsOf } from './box.ts'

export interface Shape {
  id: number
  geometry: Polygon | MultiPolygon
}

/**
 * A function that finds the neighbourhood at a place (degrees, WGS84); null where there is none. A place on a common
 * border belongs to the neighbourhood with the lower id.
 */
export function neighbourhoodFinder(shapes: readonly Shape[]): (latitude: number, longitude: number) => number | null {
  const at = neighbourhoodsAt(shapes)
  return (latitude, longitude) => at(latitude, longitude)[0] ?? null
}

/** As {@link neighbourhoodFinder}, of all that there are, by id. */
export function neighbourhoodsAt(shapes: readonly Shape[]): (latitude: number, longitude: number) => number[] {
  const boxed = shapes.flatMap((shape) => {
    const box = boundsOf([shape.geometry])
    return box ? [{ shape, box }] : []
  })
  if (boxed.length === 0) return () => []
  const index = new Flatbush(boxed.length)
  for (const { box } of boxed) index.add(box.west, box.south, box.east, box.north)
  index.finish()
  return (latitude, longitude) =>
    index
      .search(longitude, latitude, longitude, latitude)
      .map((position) => boxed[position]!.shape)
      .filter(({ geometry }) => booleanPointInPolygon([longitude, latitude], geometry))
      .map(({ id }) => id)
      .sort((a, b) => a - b)
}
