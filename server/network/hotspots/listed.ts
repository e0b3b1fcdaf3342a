import type { Database } from '../../database/connection.ts'
import { type HotspotRecord, hotspotRecords } from './record.ts'
import { type HotspotFilter, listHotspots } from './views.ts'

/** A page of hotspots by name with all that is known of each, and how many there are in all. */
export async function hotspotInventory(
  db: Database,
  filter: HotspotFilter & { limit: number; after?: { name: string; id: number } | undefined },
): Promise<{ total: number; items: HotspotRecord[] }> {
  const { total, items } = await listHotspots(db, filter)
  const records = await hotspotRecords(
    db,
    items.map(({ id }) => id),
  )
  return { total, items: items.map(({ id }) => records.get(id)!) }
}
