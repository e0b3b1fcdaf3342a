import type { ErrorCode } from '../../../server/api/contract/index.ts'

/**
 * Why a request failed: `network` (no answer), `shape` (an answer against the contract), `http` (an error that is not the
 * API's), or the API's own code.
 */
export type FailureCode = ErrorCode | 'network' | 'shape' | 'http'

interface Wrong {
  field?: string | undefined
  details?: Record<string, string> | undefined
}

export class ApiFailure extends Error {
  override name = 'ApiFailure'
  readonly status: number
  readonly code: FailureCode
  /** The parameter or field that was wrong. */
  readonly field: string | undefined
  /** What the words for it name besides. */
  readonly details: Record<string, string>

  constructor(status: number, code: FailureCode, message: string, { field, details = {} }: Wrong = {}) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
    this.details = details
  }
}
