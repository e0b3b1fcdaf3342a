import type { SitePlan, SitePlanComparison } from '../../../server/api/contract/index.ts'
import type { Text } from '../languages/index.ts'
import { type Formatter, NONE } from '../parts/format.ts'
import { exactly, perResident } from './exact.ts'
import { gapText } from './figures.tsx'
import { givenUp, newResidents } from './given-up.ts'

type Compared = SitePlanComparison['plans'][number]

const worst = (groups: Compared['boroughs']) =>
  groups.length > 0 ? Math.min(...groups.map(({ after }) => after)) : null

/** Of each figure: what it is of each plan, in words. */
export function comparedRows(
  plans: readonly Compared[],
  t: Text,
  format: Formatter,
  reach: (plan: SitePlan) => string,
): { name: string; values: string[] }[] {
  const all = plans.map(({ plan }) => plan)
  const exactShare = (value: number | null) => (value === null ? NONE : format.exactShare(value))
  const row = (name: Parameters<Text>[0], value: (one: Compared) => string) => ({
    name: t(name),
    values: plans.map(value),
  })
  return [
    row('planning.objective', ({ plan }) => t(`planning.objective.${plan.parameters.objective}`)),
    row('planning.measuredShort', ({ plan }) => reach(plan)),
    row('planning.newResidents', ({ plan }) => format.count(newResidents(plan))),
    row('planning.after', ({ plan }) => {
      const covered = plan.result?.residents
      return covered ? exactly(covered.after, covered.all, format) : NONE
    }),
    row('planning.fineAfter', ({ plan }) => {
      const covered = plan.result?.fine
      return covered ? exactly(covered.after, covered.all, format) : NONE
    }),
    row('planning.worstBorough', ({ boroughs }) => exactShare(worst(boroughs))),
    row('planning.neediest', ({ quintiles }) => exactShare(quintiles.at(-1)?.after ?? null)),
    row('planning.sites', ({ plan }) => format.count(plan.result?.sites ?? 0)),
    row('planning.cost', ({ plan }) => format.count(plan.result?.cost ?? 0)),
    row('planning.perResident', ({ plan }) =>
      newResidents(plan) > 0 ? perResident(plan.result!.cost, newResidents(plan), format) : NONE,
    ),
    row('planning.gap', ({ plan }) => (plan.result ? gapText(plan.result, format, t) : NONE)),
    row('planning.givenUp', ({ plan }) => format.share(givenUp(plan, all))),
    row('planning.price', ({ plan }) => (plan.result?.price == null ? NONE : format.exactShare(plan.result.price))),
  ]
}
