import { clamped, createRelaxation } from './bound.ts'
import {
  type CoverageModel,
  type CoverageQuestion,
  costOf,
  coveredValue,
  type Derived,
  isAllowed,
  modelOf,
  openQuestion,
} from './model.ts'
import { groupsOfMerged, presolve } from './presolve.ts'

/**
 * What proves how good a plan is: the dual vector u by the cells that presolve makes of the question. Anybody who has the
 * question can work out L(u) again, in a thousandth of a second after presolve.
 */
export interface Certificate {
  readonly u: Float64Array
  /** L(u) and what locked in candidates cover: no plan is worth more. */
  readonly bound: number
  /** A smaller bound, where branch and bound went through every other plan; it cannot be recomputed from u. */
  readonly branching: number | undefined
}

export interface Verification {
  /** Of the plan, computed again. */
  readonly value: number
  readonly cost: number
  /** L(u), computed again. */
  readonly bound: number
  /** (bound - value) / value. */
  readonly gap: number
  /** What is not as it was stored, in words; empty where all is. */
  readonly faults: readonly string[]
}

export interface Reduced {
  readonly small: Derived
  readonly lockedValue: number
}

/**
 * A question as it is solved: opened and made smaller; the same for the same question.
 *
 * @param groups of each cell of the question, where those of two groups are to stay apart
 * @throws {ImpossiblePlanError}
 */
export function reduce(question: CoverageQuestion, groups?: Int32Array): Reduced {
  const open = openQuestion(question)
  const first = presolve(open.model, groups && groupsOfMerged(open, groups))
  return {
    lockedValue: open.lockedValue,
    small: {
      model: first.model,
      candidates: first.candidates.map((candidate) => open.candidates[candidate]!),
      cells: open.cells.map((cell) => (cell < 0 ? -1 : first.cells[cell]!)),
    },
  }
}

/** L(u) for a model made smaller; u is brought within its limits, so that any u gives a bound. */
export function boundBy(model: CoverageModel, u: ArrayLike<number>): number {
  return createRelaxation(model).evaluate(clamped(model.values, u))
}

/** Computes a stored plan and its bound again. @throws {ImpossiblePlanError} */
export function verify(
  question: CoverageQuestion,
  plan: { picks: readonly number[]; value: number; certificate: Certificate },
): Verification {
  const { small, lockedValue } = reduce(question)
  const { picks, certificate } = plan
  const served = question.served
  const values = served ? question.values.map((value, cell) => (served[cell] ? 0 : value)) : question.values
  const whole = modelOf({ ...question, values })
  const value = coveredValue(whole, picks)
  const bound = lockedValue + boundBy(small.model, certificate.u)
  const differs = (a: number, b: number) => Math.abs(a - b) > 1e-6 * Math.max(1, Math.abs(b))
  const faults = [
    certificate.u.length !== small.model.values.length &&
      `The dual vector has ${certificate.u.length} numbers, the question ${small.model.values.length} cells`,
    differs(value, plan.value) && `The plan covers ${value}, but ${plan.value} was stored`,
    differs(bound, certificate.bound) && `The bound is ${bound}, but ${certificate.bound} was stored`,
    !isAllowed(whole, picks) && 'The plan costs more than the budget, or names a candidate or a place twice',
    (question.lockedIn ?? []).some((pick) => !picks.includes(pick)) &&
      'A candidate that is locked in is not in the plan',
    (question.lockedOut ?? []).some((pick) => picks.includes(pick)) && 'A candidate that is locked out is in the plan',
  ].filter((fault) => fault !== false)
  return { value, cost: costOf(whole, picks), bound, gap: value > 0 ? (bound - value) / value : 0, faults }
}
