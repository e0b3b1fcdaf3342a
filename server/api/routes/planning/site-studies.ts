import { comparePlans } from '../../../planning/plans/compare.ts'
import { readWholePlan } from '../../../planning/plans/plans.ts'
import * as contract from '../../contract/index.ts'
import { implement } from '../../route.ts'
import { explained, shown } from './site-plans.ts'

export const siteStudyRoutes = [
  implement(contract.studySitePlan, async ({ parts: { sitePlans }, params: { id } }) =>
    sitePlans.studies.of(id).catch(explained),
  ),
  implement(contract.compareSitePlans, async ({ parts: { db }, query: { plans: ids } }) => {
    const plans = await Promise.all([...new Set(ids)].map((id) => readWholePlan(db, id).catch(explained)))
    const { plans: compared, ...rest } = comparePlans(plans)
    return { ...rest, plans: compared.map(({ id: _, ...groups }, at) => ({ plan: shown(plans[at]!), ...groups })) }
  }),
]
