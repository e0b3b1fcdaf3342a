import { CATCHMENT_METRES, ENOUGH, USUAL_PLACES, unmetDemand } from '../../../planning/demand/unmet.ts'
import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'

const method = { catchment: CATCHMENT_METRES, enough: ENOUGH, usualPlaces: USUAL_PLACES }

export const unmetDemandRoutes = [
  implement(contract.readUnmetDemand, async ({ parts: { db } }) => ({ ...(await unmetDemand(db)), method })),
]
