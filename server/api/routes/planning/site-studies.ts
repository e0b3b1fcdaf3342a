import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'
import { explained, shown } from './site-plans.ts'

export const siteStudyRoutes = [
  implement(contract.studySitePlan, async ({ parts: { sitePlans }, params: { id } }) =>
    sitePlans.plans.study(id).catch(explained),
  ),
  implement(contract.compareSitePlans, async ({ parts: { sitePlans }, query: { plans: ids } }) => {
    const { plans, comparison } = await sitePlans.plans.compare([...new Set(ids)]).catch(explained)
    const { plans: compared, ...rest } = comparison
    return { ...rest, plans: compared.map(({ id: _, ...groups }, at) => ({ plan: shown(plans[at]!), ...groups })) }
  }),
]
