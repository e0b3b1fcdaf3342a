import { ENOUGH, USUAL_PLACES } from '../../../planning/demand/unmet.ts'
import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'

const method = { enough: ENOUGH, usualPlaces: USUAL_PLACES }

export const unmetDemandRoutes = [
  implement(contract.readUnmetDemand, async ({ parts: { unmetDemand } }) => ({
    ...(await unmetDemand.read()),
    method,
  })),
]
