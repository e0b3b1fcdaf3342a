import { type ChartPoint, chartOf, type Subject } from '../../../health/kept/charts.ts'
import { siteOfHotspot } from '../../../network/hotspots/views.ts'
import * as contract from '../../contract/index.ts'
import { type ApiParts, implement } from '../../route.ts'
import { mustOwnGateway, mustOwnHotspot, noSuchHotspot } from '../own.ts'

/** The readings of a subject over a range. */
export const readChart = async (
  { db, config }: ApiParts,
  subject: Subject,
  range: contract.ChartRange,
): Promise<contract.ReadingsChart> => {
  const { timeZone, pollSeconds } = config
  const { from, stepMs, points } = await chartOf(db, { subject, range, now: new Date(), timeZone, pollSeconds })
  return { range, from: from.toISOString(), stepSeconds: stepMs / 1000, points: points.map(shown) }
}

const shown = (point: ChartPoint): contract.ChartPoint => ({
  at: point.at.toISOString(),
  reachable: point.polls > 0 ? Math.min(1, point.answered / point.polls) : 0,
  clients: { mean: point.clients, min: point.clientsMin, max: point.clientsMax },
  inBps: { mean: point.inBps, min: point.inMin, max: point.inMax },
  outBps: { mean: point.outBps, min: point.outMin, max: point.outMax },
})

export const chartRoutes = [
  implement(contract.readHotspotChart, async ({ parts, params: { id }, query: { range }, staff }) => {
    await mustOwnHotspot(parts.db, staff, id)
    if (!(await siteOfHotspot(parts.db, id))) throw noSuchHotspot(id)
    return readChart(parts, { kind: 'h', id }, range)
  }),
  implement(contract.readSiteChart, async ({ parts, params: { id }, query: { range }, staff }) => {
    await mustOwnHotspot(parts.db, staff, id)
    const site = await siteOfHotspot(parts.db, id)
    if (!site) throw noSuchHotspot(id)
    // Alone, a hotspot is its site.
    return readChart(parts, site.hotspots > 1 ? { kind: 's', id: site.id } : { kind: 'h', id }, range)
  }),
  implement(contract.readGatewayChart, async ({ parts, params: { id }, query: { range }, staff }) => {
    await mustOwnGateway(parts.db, staff, id)
    return readChart(parts, { kind: 'g', id }, range)
  }),
  implement(contract.readNeighbourhoodChart, ({ parts, params: { id }, query: { range } }) =>
    readChart(parts, { kind: 'n', id }, range),
  ),
  implement(contract.readCityChart, ({ parts, query: { range } }) => readChart(parts, { kind: 'c', id: 0 }, range)),
]
