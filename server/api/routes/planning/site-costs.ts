import { listCosts, putCosts } from '../../../planning/candidates/costs.ts'
import * as contract from '../../contract/index.ts'
import { changed, implement } from '../../route.ts'

export const siteCostRoutes = [
  implement(contract.readSiteCosts, async ({ parts: { db } }) => ({ costs: await listCosts(db) })),
  implement(contract.setSiteCosts, async ({ parts: { db }, body: { costs } }) => {
    await putCosts(db, costs)
    return changed({ done: true }, { costs })
  }),
]
