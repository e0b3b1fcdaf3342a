import { verify } from '../siting/certificate.ts'
import { coveredValue, modelOf } from '../siting/model.ts'
import type { WholePlan } from './plans.ts'
import { questionOf } from './question.ts'
import { pickedSites } from './result.ts'

/** A stored plan, worked out again from what was stored with it. */
export interface PlanVerification {
  /** Value of its picks, and what they cost. */
  value: number
  cost: number
  /** Its certificate's bound; null where the kind of plan has none, so that its bound must be believed. */
  bound: number | null
  gap: number | null
  /** What is not as it was stored, in words; empty where all is. */
  faults: string[]
}

/** Recomputes a plan's value, cost and bound. */
export function verifyPlan({ inputs, parameters, result, dual }: WholePlan): PlanVerification {
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
