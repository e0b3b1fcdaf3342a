import { equipmentInUse, hotspotsThatRun } from '../../../health/equipment.ts'
import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'

export const equipmentRoutes = [
  implement(contract.listEquipment, async ({ parts: { db } }) => {
    const items = await equipmentInUse(db)
    return { items, total: items.length }
  }),
  implement(contract.listEquipmentHotspots, async ({ parts: { db }, query }) => {
    const hotspots = await hotspotsThatRun(db, query)
    const items = hotspots.map(({ hotspotId: id, name, serial }) => ({ id, name, serial }))
    return { items, total: items.length }
  }),
]
