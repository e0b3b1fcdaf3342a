import { z } from 'zod'
import { listAlerts } from '../../../health/views.ts'
import { hotspotNames } from '../../../network/hotspots/views.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, readCursor, rowsFor, shownAs } from '../../cursor.ts'
import { implement } from '../../route.ts'

const place = z.tuple([z.int().nullable(), z.int()]).transform(([residentsAffected, id]) => ({ residentsAffected, id }))

export const alertRoutes = [
  implement(contract.listAlerts, async ({ parts: { db }, query, staff: { districts } }) => {
    const after = readCursor(place, query.cursor)
    const { rows, total } = await listAlerts(db, { open: query.open, districts, limit: rowsFor(query), after })
    const page = cutPage(rows, query, total, (row) => [row.residents_affected, row.id])
    const names = await hotspotNames(db, [...new Set(page.items.map((row) => row.hotspot_id))])
    return shownAs(page, (row) => ({
      id: row.id,
      hotspotId: row.hotspot_id,
      hotspot: names.get(row.hotspot_id) ?? `${row.hotspot_id}`,
      kind: row.kind,
      cause: row.cause,
      openedAt: row.opened_at.toISOString(),
      closedAt: row.closed_at?.toISOString() ?? null,
      residentsAffected: row.residents_affected,
    }))
  }),
]
