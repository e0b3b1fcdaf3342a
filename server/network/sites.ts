import type { Database } from '../database/connection.ts'

/** A place with hotspots, as those that are not retired have it. Degrees, WGS84; days are yyyy-mm-dd. */
export interface SiteOfHotspots {
  id: number
  name: string
  latitude: number
  longitude: number
  neighbourhoodId: number | null
  /** Of its first hotspot. */
  programme: string
  hotspots: Array<{ id: number; installedOn: string | null }>
}

/** Every site with hotspots in use. */
export async function sitesOfHotspots({ query }: Pick<Database, 'query'>): Promise<SiteOfHotspots[]> {
  const rows = await query
    .selectFrom('hotspots as h')
    .innerJoin('sites as s', 's.id', 'h.site_id')
    .select(['s.id', 's.name', 's.latitude', 's.longitude', 'h.neighbourhood_id as neighbourhoodId', 'h.programme'])
    .select(['h.id as hotspotId', 'h.installed_on as installedOn'])
    .where('h.retired_at', 'is', null)
    .orderBy('h.id')
    .execute()
  const sites = new Map<number, SiteOfHotspots>()
  for (const { hotspotId, installedOn, ...site } of rows) {
    const known = sites.get(site.id) ?? { ...site, hotspots: [] }
    known.neighbourhoodId ??= site.neighbourhoodId
    known.hotspots.push({ id: hotspotId, installedOn })
    sites.set(site.id, known)
  }
  return [...sites.values()]
}
