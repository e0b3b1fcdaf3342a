import type { Database } from '../../database/connection.ts'
import { macNumber } from '../../mac.ts'
import { isGranted } from '../../sessions/grants/grants.ts'
import { isDeviceLive } from '../../sessions/live.ts'
import { type AsOf, devicesAt } from './devices-at.ts'

/** A hotspot, and devices at a time that it is made for; null or absent: nobody knows. */
export interface Limited {
  id: number
  capacity?: number | null
}

/** Whether so many devices are online there now, read afresh, and this one is not. */
export async function isFull(
  db: Pick<Database, 'pool'>,
  { id, capacity }: Limited,
  mac: string,
  asOf: AsOf,
): Promise<boolean> {
  if (!capacity) return false
  const { macs, unnamed } = (await devicesAt(db, [id], asOf)).get(id)!
  return macs.length + unnamed >= capacity && !macs.includes(macNumber(mac))
}

/** Those of the hotspots at which another device may be online now; where nobody knows how many may, it may. */
export async function withRoom<H extends Limited>(
  db: Pick<Database, 'pool'>,
  hotspots: readonly H[],
  asOf: AsOf,
): Promise<H[]> {
  if (hotspots.length === 0) return []
  const ids = hotspots.map(({ id }) => id)
  const online = await devicesAt(db, ids, asOf)
  return hotspots.filter(({ id, capacity }) => {
    const { macs, unnamed } = online.get(id)!
    return !capacity || macs.length + unnamed < capacity
  })
}

/** Whether the device is online anywhere: it goes on, and does not come. */
export const isOnlineAnywhere = async (db: Pick<Database, 'query'>, mac: string): Promise<boolean> =>
  (await isDeviceLive(db, mac)) || (await isGranted(db, mac))
