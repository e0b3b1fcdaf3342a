import { ImpossiblePlanError } from '../siting/model.ts'

export type PlanFault =
  | 'no-cells'
  | 'no-candidates'
  | 'no-streets'
  | 'no-such-plan'
  | 'not-draft'
  | 'not-solved'
  | 'busy'
  | 'too-large'
  | 'out-of-reach'
  | 'ended'
  | 'changed'

/** Why a plan was not solved; `impossible`: what is locked in costs too much, or stands at one place. */
export type FailedBy = PlanFault | 'impossible'

/** Why a plan cannot be made, changed or read. */
export class PlanError extends Error {
  override name = 'PlanError'
  readonly fault: PlanFault
  constructor(fault: PlanFault, message: string) {
    super(message)
    this.fault = fault
  }
}

/** What is kept of why a plan was not solved. */
export interface PlanFailure {
  failure: string
  fault: FailedBy | null
}

/** Also as it goes from thread to thread, which an error's class does not. */
export function failureOf(error: Error): PlanFailure {
  const isImpossible = error instanceof ImpossiblePlanError
  return {
    failure: error.message,
    fault: error instanceof PlanError ? error.fault : isImpossible ? 'impossible' : null,
  }
}

/** The error that {@link failureOf} was told of. */
export function errorOf({ failure, fault }: PlanFailure): Error {
  if (fault === 'impossible') return new ImpossiblePlanError(failure)
  return fault ? new PlanError(fault, failure) : new Error(failure)
}
