import { z } from 'zod'
import { countDecisions, recentDecisions } from '../../../access/views.ts'
import { gatewayNames, hotspotsFound } from '../../../network/hotspots/views.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor, shownAs } from '../../cursor.ts'
import { shownDevice } from '../../device.ts'
import { implement } from '../../route.ts'

const place = z.tuple([z.string(), z.string()]).transform(([at, row]) => ({ at, row }))

export const accessLogRoutes = [
  implement(contract.listAccessLog, async ({ parts: { db }, query, staff: { districts } }) => {
    const { hotspot: hotspotId, gateway: gatewayId, site: siteId, cursor } = query
    const hotspots = siteId === undefined ? undefined : await hotspotsFound(db, { siteId })
    const filter = { hotspotId, gatewayId, hotspots, districts }
    const [rows, total] = await Promise.all([
      recentDecisions(db, { ...filter, limit: rowsFor(query), after: readCursor(place, cursor) }),
      countDecisions(db, filter, contract.MOST_COUNTED),
    ])
    const page = cutPage(rows, query, total, (row) => [row.exactly, row.row])
    const names = await gatewayNames(db, [...new Set(page.items.map((row) => row.gateway_id))])
    return shownAs(page, (row) => ({
      at: row.at.toISOString(),
      gateway: names.get(row.gateway_id) ?? `${row.gateway_id}`,
      hotspotId: row.hotspot_id,
      device: shownDevice(row.device_mac) ?? null,
      method: row.method,
      accepted: row.accepted,
      reason: row.reason,
    }))
  }),
]
