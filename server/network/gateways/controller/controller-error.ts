/** Why a gateway's controller did not do what it was asked for; sessions/grants has the sentence for each. */
export type ControllerFailure =
  | 'controller-unreachable'
  | 'controller-timeout'
  | 'controller-untrusted'
  | 'controller-credentials'
  | 'controller-refused'
  | 'controller-unknown-device'

/** A gateway's controller did not do what it was asked for. The message is for operators and holds no secret. */
export class ControllerError extends Error {
  override name = 'ControllerError'
  readonly failure: ControllerFailure
  constructor(failure: ControllerFailure, message: string) {
    super(message)
    this.failure = failure
  }
}
