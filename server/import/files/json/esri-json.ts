import type { Geometry } from 'geojson'

/** Of what ArcGIS answers to a query with f=json. */
export interface EsriReference {
  wkid?: number
  latestWkid?: number
  wkt?: string
}

export interface EsriGeometry {
  x?: number
  y?: number
  rings?: number[][][]
}

export const esriCode = (reference: EsriReference | undefined): string | undefined => {
  const code = reference?.latestWkid ?? reference?.wkid
  return code === undefined ? reference?.wkt : `EPSG:${code}`
}

/** As GeoJSON has it. Rings that turn clockwise are outer ones, the others their holes. */
export function esriShape(geometry: EsriGeometry | null | undefined): Geometry | null {
  if (!geometry) return null
  if (typeof geometry.x === 'number' && typeof geometry.y === 'number')
    return { type: 'Point', coordinates: [geometry.x, geometry.y] }
  if (!geometry.rings) return null
  const polygons: number[][][][] = []
  for (const ring of geometry.rings) {
    if (turnsClockwise(ring) || polygons.length === 0) polygons.push([ring])
    else polygons.at(-1)!.push(ring)
  }
  return { type: 'MultiPolygon', coordinates: polygons }
}

const turnsClockwise = (ring: number[][]): boolean =>
  ring.reduce((sum, [x = 0, y = 0], at) => {
    const [nextX = 0, nextY = 0] = ring[(at + 1) % ring.length]!
    return sum + (nextX - x) * (nextY + y)
  }, 0) > 0
