/** What ArcGIS answers to a query with f=json. */
export interface EsriFeatures {
  features: Array<{ attributes?: Record<string, unknown>; geometry?: EsriGeometry | null }>
  spatialReference?: { wkid?: number; latestWkid?: number; wkt?: string }
}

interface EsriGeometry {
  x?: number
  y?: number
  rings?: number[][][]
}

export const isEsri = (value: unknown): boolean => {
  const { features } = (value ?? {}) as { features?: unknown }
  return Array.isArray(features) && features.length > 0 && 'attributes' in ((features[0] ?? {}) as object)
}

/** As GeoJSON's features. Rings that turn clockwise are outer ones, the others their holes. */
export const fromEsri = ({ features, spatialReference: reference }: EsriFeatures) => ({
  features: features.map(({ attributes, geometry }) => ({ properties: attributes ?? {}, geometry: shapeOf(geometry) })),
  crs: codeOf(reference),
  format: "Esri's JSON",
})

const codeOf = (reference: EsriFeatures['spatialReference']): string | undefined => {
  const code = reference?.latestWkid ?? reference?.wkid
  return code === undefined ? reference?.wkt : `EPSG:${code}`
}

function shapeOf(geometry: EsriGeometry | null | undefined) {
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
