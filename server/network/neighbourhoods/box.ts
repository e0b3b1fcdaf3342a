import type { Geometry } from 'geojson'

/** Degrees, WGS84. A city that lies across the 180th meridian is not provided for. */
export interface Bounds {
  west: number
  south: number
  east: number
  north: number
}

/** The box around shapes; undefined when there are none. */
export function boundsOf(geometries: Iterable<Geometry>): Bounds | undefined {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  const visit = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return
    const [longitude, latitude] = coordinates
    if (typeof longitude === 'number' && typeof latitude === 'number') {
      box.west = Math.min(box.west, longitude)
      box.east = Math.max(box.east, longitude)
      box.south = Math.min(box.south, latitude)
      box.north = Math.max(box.north, latitude)
    } else for (const inner of coordinates) visit(inner)
  }
  const visitShape = (geometry: Geometry): void => {
    if (geometry.type === 'GeometryCollection') geometry.geometries.forEach(visitShape)
    else visit(geometry.coordinates)
  }
  for (const geometry of geometries) visitShape(geometry)
  return Number.isFinite(box.west) ? box : undefined
}
