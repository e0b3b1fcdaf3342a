import { boundBy, type Reduced, reduce } from './certificate.ts'
import { fixByBound } from './fixing.ts'
import { greedy } from './greedy.ts'
import { type CoverageModel, type CoverageQuestion, coveredValue } from './model.ts'
import type { Plan, SolveOptions, Step } from './plan.ts'
import { columnsOf, coverageProgram, picksIn } from './program/coverage-program.ts'
import { solveProgram } from './program/solve-program.ts'
import { search } from './search.ts'
import { lowerBound } from './subgradient.ts'

/** Share of the time after which the first bound is left as it is. */
const BOUND_UNTIL = 0.25
/** Columns of a program that HiGHS solves in little memory and often to the end. */
const BRANCHING_COLUMNS = 12_000
/** Of the time that is left: how long is searched before branching. */
const SEARCH_BEFORE_BRANCHING = 0.15
/** Rounds of such a search without a better plan. */
const PATIENCE = 1000
/** A plan so near its bound is the best: sums of a city's residents are not more exact. */
const EXACT = 1e-9

/** What is known at any moment, of the model made smaller. */
interface State {
  readonly question: CoverageQuestion
  readonly reduced: Reduced
  readonly model: CoverageModel
  readonly options: SolveOptions
  readonly clock: () => number
  readonly began: number
  picks: number[]
  value: number
  u: Float64Array | undefined
  dualBound: number
  branching: number | undefined
}

/**
 * Solves a question: a greedy plan, a dual bound, local search, candidates ruled out by their reduced cost, and branch and
 * bound on what is left, if that is little. It keeps the thread.
 *
 * @throws {ImpossiblePlanError}
 */
export async function solve(question: CoverageQuestion, options: SolveOptions): Promise<Plan> {
  const { clock = () => performance.now() / 1000 } = options
  const began = clock()
  const reduced = reduce(question)
  const { model } = reduced.small
  const picks = greedy(model)
  const state: State = {
    ...{ question, reduced, model, options, clock, began, picks, value: coveredValue(model, picks) },
    ...{ u: undefined, dualBound: model.values.reduce((sum, value) => sum + value, 0), branching: undefined },
  }
  report(state, 'greedy')
  improveBound(state, BOUND_UNTIL * options.seconds)
  await narrow(state)
  return planOf(state)
}

const seconds = ({ clock, began }: State): number => clock() - began
const bestBound = ({ dualBound, branching, value }: State): number =>
  Math.max(value, Math.min(dualBound, branching ?? dualBound))
const wanted = ({ options }: State): number => Math.max(EXACT, options.gap ?? 0)
const isGood = (state: State): boolean => gapOf(state) <= wanted(state)
const isOver = (state: State): boolean => state.options.stopped?.() === true || seconds(state) >= state.options.seconds

function gapOf(state: State): number {
  const value = state.value + state.reduced.lockedValue
  return value > 0 ? (bestBound(state) - state.value) / value : bestBound(state) > 0 ? Number.POSITIVE_INFINITY : 0
}

function report(state: State, step: Step): void {
  const { lockedValue } = state.reduced
  const [value, bound] = [state.value + lockedValue, bestBound(state) + lockedValue]
  state.options.onProgress?.({ step, seconds: seconds(state), value, bound, gap: gapOf(state) })
}

/** @param until seconds since the beginning */
function improveBound(state: State, until: number): void {
  const { model } = state
  let asked = 0
  const { u, bound } = lowerBound(model, state.value, state.u, (bound) => {
    state.dualBound = Math.min(state.dualBound, bound)
    if (++asked % 100 === 0) report(state, 'bound')
    return isGood(state) || isOver(state) || seconds(state) >= until
  })
  state.u = u
  state.dualBound = Math.min(state.dualBound, bound)
  report(state, 'bound')
}

/** Searches and rules out, until the plan is good, little is left to branch on, or time is over. */
async function narrow(state: State): Promise<void> {
  for (let round = 1; !isGood(state) && !isOver(state); round++) {
    const fixed = fixByBound(state.model, state.u!, state.value)
    if (!fixed) return finish(state)
    const small = fixed.model.costs.length + fixed.model.values.length <= BRANCHING_COLUMNS
    if (small && round > 1) return await branch(state, fixed)
    const left = state.options.seconds - seconds(state)
    searchFor(
      state,
      small ? Math.min(1.5, SEARCH_BEFORE_BRANCHING * left) : left / 2,
      round,
      small ? PATIENCE : undefined,
    )
    if (!isGood(state) && !isOver(state)) improveBound(state, seconds(state) + 0.1 * left)
  }
}

/** Every other plan is ruled out: the plan is the best. */
function finish(state: State): void {
  state.branching = state.value
  report(state, 'bound')
}

function searchFor(state: State, length: number, seed: number, patience = Number.POSITIVE_INFINITY): void {
  const from = seconds(state)
  let reported = from
  const picks = search(state.model, state.picks, {
    ...{ seed: (state.options.seed ?? 1) + seed, patience },
    progress: () => (isOver(state) || isGood(state) ? 1 : (seconds(state) - from) / length),
    onBetter(value) {
      state.value = value
      if (seconds(state) < reported + 0.25) return
      reported = seconds(state)
      report(state, 'search')
    },
  })
  state.picks = picks
  state.value = coveredValue(state.model, picks)
  report(state, 'search')
}

/** Branch and bound with HiGHS on what no bound has decided. */
async function branch(state: State, fixed: NonNullable<ReturnType<typeof fixByBound>>): Promise<void> {
  const covering = coverageProgram(fixed.model)
  const numberOf = new Map(Array.from(fixed.candidates, (candidate, index) => [candidate, index] as const))
  const known = state.picks.flatMap((pick) => numberOf.get(pick) ?? [])
  const outcome = await solveProgram(covering.program, {
    start: columnsOf(covering, known),
    seconds: state.options.seconds - seconds(state),
    gap: state.options.gap ?? 0,
    stopped: () => isOver(state),
    onProgress(_, bound) {
      state.branching = Math.max(state.value, bound + fixed.lockedValue)
      report(state, 'branching')
    },
  })
  if (outcome.values) {
    const picks = [...fixed.lockedIn, ...picksIn(covering, outcome.values).map((pick) => fixed.candidates[pick]!)]
    const value = coveredValue(state.model, picks)
    if (value > state.value) Object.assign(state, { picks, value })
  }
  // What was ruled out is worth no more than the plan that was known.
  state.branching = Math.max(state.value, outcome.bound + fixed.lockedValue)
  report(state, 'branching')
}

function planOf(state: State): Plan {
  const { question, reduced, picks, value } = state
  const { lockedValue, small } = reduced
  const u = Float64Array.from(state.u ?? new Float64Array(small.model.values.length))
  const bound = lockedValue + boundBy(small.model, u)
  const branching = state.branching === undefined ? undefined : state.branching + lockedValue
  const least = Math.max(value + lockedValue, Math.min(bound, branching ?? bound))
  const gap = value + lockedValue > 0 ? (least - value - lockedValue) / (value + lockedValue) : 0
  return {
    picks: [...(question.lockedIn ?? []), ...picks.map((pick) => small.candidates[pick]!)],
    ...{ value: value + lockedValue, bound: least, gap, proven: gap <= 1e-7, seconds: seconds(state) },
    certificate: { u, bound, branching },
  }
}
