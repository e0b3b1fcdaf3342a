import { equipmentInUse } from '../../../health/equipment.ts'
import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'

export const equipmentRoutes = [
  implement(contract.listEquipment, async ({ parts: { db } }) => {
    const items = await equipmentInUse(db)
    return { items, total: items.length }
  }),
]
