import { verify } from '../siting/certificate.ts'
import { coveredValue, modelOf } from '../siting/model.ts'
import { methodOf } from './method.ts'
import { radiiOf } from './parameters.ts'
import type { WholePlan } from './plans.ts'
import { questionOf } from './question.ts'
import { walkAgain, walkedCellsOf } from './reach/walked.ts'
import { pickedSites } from './result.ts'

/** A stored plan, worked out again from what was stored with it. */
export interface PlanVerification {
  /** How far a site reaches, and how that is measured. */
  method: string
  /** Value of its picks, and what they cost. */
  value: number
  cost: number
  /** Its certificate's bound; null where the kind of plan has none, so that its bound must be believed. */
  bound: number | null
  gap: number | null
  /** What is not as it was stored, in words; empty where all is. */
  faults: string[]
}

/** Recomputes which cells are within a walk, where it is one, and a plan's value, cost and bound. */
export function verifyPlan(plan: WholePlan): PlanVerification {
  const { faults, ...figures } = figuresAgain(plan)
  return { method: methodOf(plan), ...figures, faults: [...faults, ...walkFaults(plan)] }
}

function walkFaults({ inputs, parameters }: WholePlan): string[] {
  if (!inputs.streets) return []
  const [kept, again] = [walkedCellsOf(inputs.streets), walkAgain(inputs.streets, inputs, radiiOf(parameters).at(-1)!)]
  const isSame = (a: Int32Array, b: Int32Array) => a.length === b.length && a.every((each, at) => each === b[at])
  return isSame(kept.candidates.starts, again.candidates.starts) &&
    isSame(kept.candidates.items, again.candidates.items) &&
    isSame(kept.served, again.served)
    ? []
    : ['The cells within a walk are not those that the stored streets lead to']
}

function figuresAgain({ inputs, parameters, result, dual }: WholePlan): Omit<PlanVerification, 'method'> {
  const asked = questionOf(inputs, parameters)
  const picks = result.picks.map(({ candidate }) => candidate)
  const cost = pickedSites(asked, picks, parameters).reduce((sum, pick) => sum + pick.cost, 0)
  const faults = differs(cost, result.cost) ? [`The plan costs ${cost}, but ${result.cost} was stored`] : []
  if (dual && result.certified !== null) {
    const certificate = { u: dual, bound: result.certified, branching: undefined }
    const found = verify(asked.question, { picks, value: result.value, certificate })
    if (result.bound > result.certified && differs(result.bound, result.certified))
      faults.push(`The bound is ${result.certified}, but ${result.bound} was stored`)
    return { value: found.value, cost, bound: found.bound, gap: found.gap, faults: [...faults, ...found.faults] }
  }
  if (parameters.objective === 'capacity') return { value: result.value, cost, bound: null, gap: null, faults }
  const { served = new Uint8Array(), values } = asked.question
  const open = values.map((value, cell) => (served[cell] ? 0 : value))
  const value = coveredValue(modelOf({ ...asked.question, values: open }), picks)
  if (differs(value, result.value)) faults.push(`The plan covers ${value}, but ${result.value} was stored`)
  return { value, cost, bound: null, gap: null, faults }
}

const differs = (a: number, b: number): boolean => Math.abs(a - b) > 1e-6 * Math.max(1, Math.abs(b))
