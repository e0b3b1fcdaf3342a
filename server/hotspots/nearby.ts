import type { Geometry } from 'geojson'
import type { Database } from '../database/connection.ts'

/** A hotspot as the public page tells of it; degrees, WGS84. */
export interface PublicHotspot {
  id: number
  name: string
  settlement: string | null
  borough: string | null
  neighbourhood: string | null
  latitude: number
  longitude: number
}

/** Every hotspot in use, by name. */
export const publicHotspots = ({ query }: Pick<Database, 'query'>): Promise<PublicHotspot[]> =>
  query
    .selectFrom('hotspots')
    .leftJoin('neighbourhoods', 'neighbourhoods.id', 'hotspots.neighbourhood_id')
    .select(['hotspots.id', 'hotspots.name', 'settlement', 'hotspots.latitude', 'hotspots.longitude'])
    .select((hotspot) => [
      'neighbourhoods.name as neighbourhood',
      hotspot.fn.coalesce('hotspots.borough', 'neighbourhoods.borough').as('borough'),
    ])
    .where('retired_at', 'is', null)
    .orderBy('hotspots.name')
    .orderBy('hotspots.id')
    .execute()

/** The shapes of neighbourhoods: GeoJSON, WGS84. */
export const neighbourhoodShapes = async ({ query }: Pick<Database, 'query'>): Promise<Geometry[]> =>
  (await query.selectFrom('neighbourhoods').select('geometry').execute()).map(({ geometry }) => geometry as Geometry)
