import { reduce } from '../certificate.ts'
import { type CoverageQuestion, costOf, coveredValue, modelOf } from '../model.ts'
import { branching, type Plan, type SolveOptions } from '../plan.ts'
import { solve } from '../solve.ts'
import { type FairOptions, type FairPlan, fairest, priceOfFairness, withFloors } from './floors.ts'
import { cellsReached, type Grouped, groupsIn, sharesOf } from './groups.ts'
import { cheapestFor, someFor } from './target.ts'

/** What is asked for groups of residents; shares are of all their residents, 0 to 1. */
export type FairRule =
  /** Most coverage with a floor for each group. */
  | { readonly kind: 'floors'; readonly floors: readonly number[] }
  /** The largest share that the worst off group can have, then most coverage. */
  | { readonly kind: 'fairest' }

export interface FairSolution {
  /** Candidates of the question, those locked in first. */
  readonly picks: readonly number[]
  readonly value: number
  /** No plan under the rule is worth more. */
  readonly bound: number
  readonly proven: boolean
  /** Of each group: the share of its residents covered, by existing sites and the plan. */
  readonly shares: readonly number[]
  /** Of each group: residents missing to its floor. */
  readonly shortfalls: readonly number[]
  /** Share of newly covered value that a plan without the rule has more. */
  readonly price: number
  /** Of `fairest`: the share that the worst off group can have. */
  readonly least: number | undefined
  /** The plan without the rule, with its certificate. */
  readonly free: Plan
  readonly seconds: number
}

/** Of the time: how long the plan without the rule is made, from which the fair one begins, and with which it is compared. */
const FREE = 0.25

/** Solves a question without a rule for groups, and then with it. @throws {ImpossiblePlanError} */
export async function solveFairly(
  question: CoverageQuestion,
  grouped: Grouped,
  rule: FairRule,
  options: SolveOptions,
): Promise<FairSolution> {
  const { clock = () => performance.now() / 1000, onProgress } = options
  const began = clock()
  const free = await solve(question, { ...options, seconds: FREE * options.seconds })
  const { small, lockedValue } = reduce(question, grouped.of)
  const groups = groupsIn(question, grouped, small)
  const fairOptions: FairOptions = {
    ...programOptions(options, options.seconds - (clock() - began)),
    from: numbersOf(small.candidates, free.picks),
    onProgress(value, bound) {
      onProgress?.(branching(clock() - began, Math.max(value, 0) + lockedValue, bound + lockedValue))
    },
  }
  const plan: FairPlan & { least?: number } =
    rule.kind === 'fairest'
      ? await fairest(small.model, groups, fairOptions)
      : await withFloors(small.model, groups, rule.floors, fairOptions)
  const value = plan.value + lockedValue
  return {
    picks: [...(question.lockedIn ?? []), ...plan.picks.map((pick) => small.candidates[pick]!)],
    ...{ value, bound: Math.max(value, Math.min(free.bound, plan.bound + lockedValue)), proven: plan.proven },
    ...{ shares: [...plan.shares], shortfalls: [...plan.shortfalls], price: priceOfFairness(free.value, value) },
    ...{ least: plan.least, free, seconds: clock() - began },
  }
}

export interface TargetSolution {
  readonly picks: readonly number[]
  /** With those locked in. */
  readonly cost: number
  /** No plan that reaches the target costs less. */
  readonly bound: number
  readonly proven: boolean
  readonly value: number
  readonly shares: readonly number[]
}

/**
 * The cheapest plan that gives every group its share. The question's budget does not count.
 *
 * @returns undefined where even all candidates together do not
 */
export async function solveTarget(
  question: CoverageQuestion,
  grouped: Grouped,
  share: number,
  options: SolveOptions,
): Promise<TargetSolution | undefined> {
  const { clock = () => performance.now() / 1000, onProgress } = options
  const began = clock()
  const { costs } = modelOf(question)
  const unlimited = { ...question, budget: costs.reduce((sum, cost) => sum + cost, 0) }
  const { small, lockedValue } = reduce(unlimited, grouped.of)
  const { model } = small
  const groups = groupsIn(question, grouped, small)
  const from = someFor(model, groups, share)
  const lockedCost = costOf({ ...model, costs }, question.lockedIn ?? [])
  // At a place with several candidates the plan found greedily may not be the only one: the program decides.
  const plan = await cheapestFor(model, groups, share, {
    ...programOptions(options, options.seconds),
    ...(from ? { from } : {}),
    // The program maximises the negative of the cost.
    onProgress(value, bound) {
      if (Number.isFinite(value)) onProgress?.(branching(clock() - began, lockedCost - value, lockedCost - bound))
    },
  })
  if (!plan) return undefined
  return {
    picks: [...(question.lockedIn ?? []), ...plan.picks.map((pick) => small.candidates[pick]!)],
    ...{ cost: plan.cost + lockedCost, bound: plan.bound + lockedCost, proven: plan.proven },
    value: coveredValue(model, plan.picks) + lockedValue,
    shares: [...sharesOf(groups, cellsReached(model, plan.picks))],
  }
}

const programOptions = ({ gap = 0, stopped }: SolveOptions, seconds: number): FairOptions => ({
  ...{ gap, seconds },
  ...(stopped ? { stopped } : {}),
})

/** Those of the picks that presolve left, by their numbers in the smaller model. */
function numbersOf(candidates: Int32Array, picks: readonly number[]): number[] {
  const numbers = new Map(Array.from(candidates, (candidate, number) => [candidate, number] as const))
  return picks.flatMap((pick) => numbers.get(pick) ?? [])
}
