import type { Geometry } from 'geojson'

/** Degrees, WGS84. A city that lies across the 180th meridian is not provided for. */
export interface Bounds {
  west: number
  south: number
  east: number
  north: number
}

/** The box around shapes (Polygon or MultiPolygon); undefined when there are none. */
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
  for (const geometry of geometries) if ('coordinates' in geometry) visit(geometry.coordinates)
  return Number.isFinite(box.west) ? box : undefined
}
