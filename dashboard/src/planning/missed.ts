import type { SitePlan } from '../../../server/api/contract/index.ts'

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
