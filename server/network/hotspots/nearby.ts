import type { Geometry } from 'geojson'
import type { Database } from '../../database/connection.ts'

/** A place with hotspots in use, as the public page tells of it; degrees, WGS84. */
export interface PublicPlace {
  name: string
  settlement: string | null
  borough: string | null
  neighbourhood: string | null
  latitude: number
  longitude: number
  /** At least one: several access points at one site are one place to whoever looks for Wi-Fi. */
  hotspots: Array<{ id: number; name: string; groupId: number | null }>
}

/** Every site with hotspots in use, by name. A site with one hotspot goes by the hotspot's name. */
export async function publicPlaces({ query }: Pick<Database, 'query'>): Promise<PublicPlace[]> {
  const rows = await query
    .selectFrom('hotspots')
    .innerJoin('sites', 'sites.id', 'hotspots.site_id')
    .leftJoin('neighbourhoods', 'neighbourhoods.id', 'hotspots.neighbourhood_id')
    .select(['hotspots.id', 'hotspots.name', 'settlement', 'hotspots.site_id', 'hotspots.group_id'])
    .select(['sites.name as site', 'sites.latitude', 'sites.longitude'])
    .select((hotspot) => [
      'neighbourhoods.name as neighbourhood',
      hotspot.fn.coalesce('hotspots.borough', 'neighbourhoods.borough').as('borough'),
    ])
    .where('retired_at', 'is', null)
    .orderBy('sites.name')
    .orderBy('hotspots.site_id')
    .orderBy('hotspots.name')
    .orderBy('hotspots.id')
    .execute()
  const places = new Map<number, PublicPlace>()
  for (const { id, name, site, site_id, group_id, ...where } of rows) {
    const place = places.get(site_id)
    if (place) {
      place.hotspots.push({ id, name, groupId: group_id })
      place.name = site
    } else {
      places.set(site_id, { name, ...where, hotspots: [{ id, name, groupId: group_id }] })
    }
  }
  return [...places.values()]
}

/** The shapes of neighbourhoods: GeoJSON, WGS84. */
export const neighbourhoodShapes = async ({ query }: Pick<Database, 'query'>): Promise<Geometry[]> =>
  (await query.selectFrom('neighbourhoods').select('geometry').execute()).map(({ geometry }) => geometry as Geometry)
