import type { Database } from '../../../database/connection.ts'
import { auditActions } from '../../../directory/audit-actions.ts'
import { recentAudit, staffNames } from '../../../directory/views.ts'
import { historyOfEach, notesOf } from '../../../network/hotspots/history.ts'
import { hotspotsFound } from '../../../network/hotspots/views.ts'
import { sitesNamed } from '../../../network/sites/sites.ts'
import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'
import { readChart } from '../health/charts.ts'
import { mustOwnGateway } from '../own.ts'
import { ownSite } from './own-site.ts'

/** Changes, and notes, that are shown. */
const MOST = 30

const gatewayActions = auditActions.filter((action) => action.startsWith('gateway.'))

export const siteRoutes = [
  implement(contract.findSites, async ({ parts: { db }, query: { search, limit }, staff: { districts } }) => ({
    sites: await sitesNamed(db, search, districts, limit),
  })),
  implement(contract.readSite, async ({ parts: { db }, params: { id }, staff }) => {
    const { hotspots, ...site } = await ownSite(db, staff, id)
    return { ...site, hotspots: hotspots.length }
  }),
  implement(contract.readChartOfSite, async ({ parts, params: { id }, query: { range }, staff }) => {
    const [first, ...more] = (await ownSite(parts.db, staff, id)).hotspots
    // Alone, a hotspot is its site.
    return readChart(parts, more.length === 0 ? { kind: 'h', id: first! } : { kind: 's', id }, range)
  }),
  implement(contract.readSiteChanges, async ({ parts: { db }, params: { id }, staff }) => {
    const { hotspots } = await ownSite(db, staff, id)
    return changesOf(db, hotspots)
  }),
  implement(contract.readGatewayChanges, async ({ parts: { db }, params: { id }, staff }) => {
    await mustOwnGateway(db, staff, id)
    const hotspots = await hotspotsFound(db, { gatewayId: id, districts: staff.districts })
    const about = { target: `gateway ${id}`, actions: gatewayActions }
    const own = staff.role === 'admin' ? await recentAudit(db, { limit: MOST, about }) : []
    return changesOf(db, hotspots, own)
  }),
]

async function changesOf(
  db: Database,
  hotspots: readonly number[],
  own: Awaited<ReturnType<typeof recentAudit>> = [],
): Promise<contract.PlaceChanges> {
  const [history, notes] = await Promise.all([historyOfEach(db, hotspots, MOST), notesOf(db, hotspots, MOST)])
  const names = await staffNames(
    db,
    history.flatMap(({ staffId }) => staffId ?? []),
  )
  const ofHotspots = history.map(({ at, staffId, action, ...hotspot }) => ({
    ...{ at, action, hotspot },
    staff: staffId === null ? null : (names.get(staffId) ?? `${staffId}`),
  }))
  const changes = [...ofHotspots, ...own.map(({ at, name, action }) => ({ at, staff: name, action, hotspot: null }))]
  return {
    changes: changes
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, MOST)
      .map(({ at, ...change }) => ({ ...change, at: at.toISOString() })),
    notes,
  }
}
