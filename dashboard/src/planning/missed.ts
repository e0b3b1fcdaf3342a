import type { SitePlan, WholeSitePlan } from '../../../server/api/contract/index.ts'

/** What is too little to be anybody. */
const NOBODY = 0.5

/** Of a plan with a floor for each group: those that it does not reach, and the residents missing to it; undefined of others. */
export function missedFloors({ parameters, result }: SitePlan): { groups: number; residents: number } | undefined {
  if (!result || parameters.objective !== 'floors') return undefined
  const missing = result.groups
    .map(({ residents, after }) => residents * (parameters.share - after))
    .filter((residents) => residents >= NOBODY)
  return { groups: missing.length, residents: missing.reduce((sum, residents) => sum + residents, 0) }
}

/** How many of the candidates that a solved plan was to have were removed before, so that it has them not. */
export function goneLocks({ plan, candidates }: Pick<WholeSitePlan, 'plan' | 'candidates'>): number {
  if (!plan.result) return 0
  const there = new Set(candidates.map(({ id }) => id))
  return plan.parameters.lockedIn.filter((id) => !there.has(id)).length
}
