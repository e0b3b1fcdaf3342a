import type { ErrorCode } from '../../../server/api/contract/index.ts'

/**
 * Why a request failed: `network` (no answer), `shape` (an answer against the contract), `http` (an error that is not the
 * API's), or the API's own code.
 */
export type FailureCode = ErrorCode | 'network' | 'shape' | 'http'

export class ApiFailure extends Error {
  override name = 'ApiFailure'
  readonly status: number
  readonly code: FailureCode
  /** The parameter or field that was wrong. */
  readonly field: string | undefined

  constructor(status: number, code: FailureCode, message: string, field?: string) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
  }
}
