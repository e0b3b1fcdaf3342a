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

/** Why a plan cannot be made, changed or read. */
export class PlanError extends Error {
  override name = 'PlanError'
  readonly fault: PlanFault
  constructor(fault: PlanFault, message: string) {
    super(message)
    this.fault = fault
  }
}
