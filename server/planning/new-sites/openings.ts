import type { Database } from '../../database/connection.ts'
import { type SiteOfHotspots, sitesOfHotspots } from '../../network/sites.ts'

export interface OpenedSite extends SiteOfHotspots {
  /** yyyy-mm-dd; null: one of its hotspots has stood there since nobody knows when. */
  openedOn: string | null
  /** The proposal that it was; null: none. */
  proposalId: number | null
}

/** When a hotspot was installed, as its proposal has it. */
export interface InstalledProposal {
  id: number
  hotspotId: number
  installedOn: string
}

/** A site opened with its first hotspot; what a proposal says of its own goes before the city's list. */
export function openingOf(site: SiteOfHotspots, proposals: ReadonlyMap<number, InstalledProposal>): OpenedSite {
  const proposal = site.hotspots.map(({ id }) => proposals.get(id)).find((one) => one !== undefined)
  const days = site.hotspots.map(({ id, installedOn }) => proposals.get(id)?.installedOn ?? installedOn)
  const known = days.filter((day) => day !== null).sort()
  return { ...site, openedOn: known.length === days.length ? known[0]! : null, proposalId: proposal?.id ?? null }
}

/** Every site with hotspots in use, and when it opened; those that closed on `closedSince` or later as well. */
export async function openedSites(
  db: Pick<Database, 'query'>,
  options: { closedSince?: string } = {},
): Promise<OpenedSite[]> {
  const installed = await db.query
    .selectFrom('site_proposals')
    .select(['id', 'hotspot_id as hotspotId', 'installed_on as installedOn'])
    .where('status', '=', 'installed')
    .where('hotspot_id', 'is not', null)
    .execute()
  const proposals = new Map(
    installed.flatMap(({ id, hotspotId, installedOn }) =>
      hotspotId === null || installedOn === null ? [] : [[hotspotId, { id, hotspotId, installedOn }] as const],
    ),
  )
  return (await sitesOfHotspots(db, options)).map((site) => openingOf(site, proposals))
}
