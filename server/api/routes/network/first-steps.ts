import { hotspotsAnswered } from '../../../health/views.ts'
import { isOpenedByPortal } from '../../../network/gateways/abilities.ts'
import { gatewayPostures } from '../../../network/gateways/posture/report.ts'
import { whatIsLacking } from '../../../network/inventory/lacking.ts'
import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'

export const firstStepsRoutes = [
  implement(contract.readFirstSteps, async ({ parts: { db } }) => {
    const [{ hotspots, ...lacking }, answered, gateways] = await Promise.all([
      whatIsLacking(db),
      hotspotsAnswered(db),
      gatewayPostures(db),
    ])
    const silent = gateways.filter(({ vendor, heardAt }) => !isOpenedByPortal(vendor) && heardAt === null)
    return {
      ...lacking,
      hotspots: { ...hotspots, unanswered: hotspots.total - answered },
      gateways: { total: gateways.length, silent: silent.length },
    }
  }),
]
