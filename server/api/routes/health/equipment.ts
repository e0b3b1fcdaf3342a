import { equipmentInUse, hotspotsThatRun } from '../../../health/equipment.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { implement } from '../../route.ts'

export const equipmentRoutes = [
  implement(contract.listEquipment, async ({ parts: { db }, staff: { districts } }) =>
    wholePage(await equipmentInUse(db, districts)),
  ),
  implement(contract.listEquipmentHotspots, async ({ parts: { db }, query, staff: { districts } }) => {
    const hotspots = await hotspotsThatRun(db, query, districts)
    return wholePage(hotspots.map(({ hotspotId: id, name, serial }) => ({ id, name, serial })))
  }),
]
