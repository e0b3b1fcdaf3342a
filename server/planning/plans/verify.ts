import { verify } from '../siting/certificate.ts'
import { coveredValue, modelOf } from '../siting/model.ts'
import { methodOf } from './method.ts'
import { radiiOf } from './parameters.ts'
import type { WholePlan } from './plans.ts'
import { type PlanQuestion, questionOf } from './question.ts'
import { walkAgain, walkedCellsOf } from './reach/walked.ts'
import { figuresOf, pickedSites } from './result.ts'

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
  const known = plan.result.picks.filter(({ candidate }) => candidate in plan.inputs.candidates.id)
  if (known.length < plan.result.picks.length) {
    const result = { ...plan.result, picks: known }
    const { faults, ...rest } = verifyPlan({ ...plan, result })
    return { ...rest, faults: ['Some of its sites are no candidates that were stored', ...faults] }
  }
  const asked = questionOf(plan.inputs, plan.parameters)
  const { faults, ...figures } = figuresAgain(asked, plan)
  return { method: methodOf(plan), ...figures, faults: [...faults, ...toldFaults(asked, plan), ...walkFaults(plan)] }
}

const words = {
  picks: 'The sites, or what each does, are',
  streets: 'The day of the streets is',
  residents: 'The residents within reach are',
  fine: 'The residents within reach by finer cells are',
  groups: 'The shares of the groups are',
}

/** What is shown of a plan, and follows from what it was made of. */
function toldFaults(asked: PlanQuestion, { inputs, parameters, result }: WholePlan): string[] {
  const again = figuresOf(
    asked,
    inputs,
    parameters,
    result.picks.map(({ candidate }) => candidate),
  )
  const kept = { ...result, picks: result.picks.map(({ antennas: _, ...pick }) => pick) }
  const faults = Object.entries(words).flatMap(([what, said]) =>
    isAlike(again[what as keyof typeof words], kept[what as keyof typeof words])
      ? []
      : [`${said} not what follows from what was stored`],
  )
  const measured = parameters.objective === 'target' ? result.cost : result.value
  const distance = parameters.objective === 'target' ? result.cost - result.bound : result.bound - result.value
  if (measured > 0 && differs(Math.max(0, distance) / measured, result.gap ?? Number.NaN))
    faults.push('The distance to the best possible plan is not what its value and bound say')
  return faults
}

/** The same, but for how exact numbers are. */
function isAlike(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return !differs(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [ours, theirs] = [Object.entries(a), Object.keys(b)]
  return ours.length === theirs.length && ours.every(([key, value]) => isAlike(value, (b as typeof a)[key as never]))
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

function figuresAgain(asked: PlanQuestion, { parameters, result, dual }: WholePlan): Omit<PlanVerification, 'method'> {
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

const differs = (a: number, b: number): boolean => !(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b)))
