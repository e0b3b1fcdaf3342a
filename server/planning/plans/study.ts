import { study } from '../siting/desk/study.ts'
import { itemsOf } from '../siting/incidence.ts'
import type { WholePlan } from './plans.ts'
import { gradualValues, questionOf } from './question.ts'

/** A solved plan looked at from other sides. Values are weighted by need; residents are not, and not rounded. */
export interface PlanStudy {
  /** What more or less of the limit would bring: quick plans, and what no plan exceeds. */
  frontier: { budget: number; value: number; bound: number; residents: number; sites: number; cost: number }[]
  /** Of each pick: the share of the other weights of need under which it is picked too; null: locked in. */
  kept: (number | null)[]
  /** Of each other weight of need: the share of the picks that it has as well. */
  weights: { needWeight: number; overlap: number }[]
  /** What each year gives up at most because the last one was planned first, as a share. */
  years: { year: number; sites: number; value: number; bound: number; regret: number }[]
}

/** Weights of need under which a pick is looked for again. */
export const OTHER_WEIGHTS = [0, 0.25, 0.5, 0.75, 1] as const
/** Parts of the plan's limit of which the frontier has a point. */
const PARTS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2]

/** Takes some seconds for a large city. */
export function studyOf(plan: WholePlan): PlanStudy {
  const { inputs, parameters, result } = plan
  const { question, costs, reach, served, grouped } = questionOf(inputs, parameters)
  const picks = result.picks.map(({ candidate }) => candidate)
  if (picks.length === 0) return { frontier: [], kept: [], weights: [], years: [] }
  const inMoney = parameters.limit.unit === 'money'
  const used = inMoney ? result.cost : picks.length
  // A target is not held to the limit.
  const whole = Math.max(used, parameters.objective === 'target' ? 0 : parameters.limit.most)
  const found = study({
    ...{ question: { ...question, budget: whole }, picks, budgets: budgetsFor(whole, inMoney) },
    others: OTHER_WEIGHTS.map((weight) => gradualValues(inputs, { ...parameters, needWeight: weight })),
    years: Array.from({ length: parameters.years }, (_, at) =>
      result.picks.filter(({ year }) => year === at + 1).map(({ candidate }) => candidate),
    ),
    yearBudget: used / parameters.years,
  })
  return {
    frontier: found.frontier.map(({ picks: known, ...point }) => ({
      ...{ ...point, residents: newResidents(known), sites: known.length },
      cost: known.reduce((sum, candidate) => sum + costs[candidate]!, 0),
    })),
    kept: [...found.kept],
    weights: found.overlap.map((overlap, at) => ({ needWeight: OTHER_WEIGHTS[at]!, overlap })),
    years: found.years.map((year, at) => ({ year: at + 1, ...year })),
  }

  function newResidents(known: readonly number[]): number {
    const seen = Uint8Array.from(served)
    let sum = 0
    for (const candidate of known)
      for (const cell of itemsOf(reach, candidate)) {
        if (!seen[cell]) sum += grouped.residents[cell]!
        seen[cell] = 1
      }
    return sum
  }
}

/** Ascending, each once; sites are whole. */
function budgetsFor(whole: number, inMoney: boolean): number[] {
  const all = PARTS.map((part) => (inMoney ? part * whole : Math.max(1, Math.round(part * whole))))
  return [...new Set(all)]
}
