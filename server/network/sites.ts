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
  /** The day on which its last hotspot was retired (UTC); null: it has some in use. */
  closedOn: string | null
}

/**
 * Every site with hotspots in use.
 *
 * @param closedSince yyyy-mm-dd; those that were closed on this day or later are told as well
 */
export async function sitesOfHotspots(
  { query }: Pick<Database, 'query'>,
  { closedSince }: { closedSince?: string } = {},
): Promise<SiteOfHotspots[]> {
  const rows = await query
    .selectFrom('hotspots as h')
    .innerJoin('sites as s', 's.id', 'h.site_id')
    .select(['s.id', 's.name', 's.latitude', 's.longitude', 'h.neighbourhood_id as neighbourhoodId', 'h.programme'])
    .select(['h.id as hotspotId', 'h.installed_on as installedOn', 'h.retired_at as retiredAt'])
    .where((of) =>
      of.or([
        of('h.retired_at', 'is', null),
        ...(closedSince === undefined ? [] : [of('h.retired_at', '>=', new Date(closedSince))]),
      ]),
    )
    .orderBy('h.id')
    .execute()
  const sites = new Map<number, SiteOfHotspots>()
  const open = new Set(rows.flatMap(({ id, retiredAt }) => (retiredAt === null ? [id] : [])))
  for (const { hotspotId, installedOn, retiredAt, ...site } of rows) {
    const closedOn = retiredAt?.toISOString().slice(0, 10) ?? null
    if (closedOn !== null && open.has(site.id)) continue
    const known = sites.get(site.id) ?? { ...site, hotspots: [], closedOn }
    if (closedOn !== null && closedOn > known.closedOn!) known.closedOn = closedOn
    known.neighbourhoodId ??= site.neighbourhoodId
    known.hotspots.push({ id: hotspotId, installedOn })
    sites.set(site.id, known)
  }
  return [...sites.values()]
}
