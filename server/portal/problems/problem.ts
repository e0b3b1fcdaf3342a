import type { RedirectFault } from '../../network/tables.ts'

/** What can go wrong between the gateway's redirect and being online, with its HTTP status. */
export const problems = {
  missing: 400,
  doubled: 400,
  forged: 400,
  'unknown-hotspot': 404,
  'city-key-down': 503,
  'city-key-busy': 503,
  'city-key-misfit': 502,
  'not-signed-in': 403,
  'not-verified': 403,
  'not-fresh': 403,
  refused: 403,
  lost: 400,
  declined: 403,
  blocked: 403,
  failed: 403,
  closed: 403,
  'used-up': 403,
  'too-many-devices': 403,
  full: 403,
  'voucher-unknown': 403,
  'voucher-over': 403,
  'voucher-in-use': 403,
  'gateway-down': 503,
  'gateway-refused': 502,
  'rate-limited': 429,
  'not-found': 404,
  broken: 500,
} as const

export type ProblemKind = keyof typeof problems

/** Ends in the page of its kind. The message is for the operator's log and holds nothing secret. */
export class Problem extends Error {
  override name = 'Problem'
  readonly kind: ProblemKind
  constructor(kind: ProblemKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** A redirect that is not believed. */
export class RedirectProblem extends Problem {
  readonly fault: RedirectFault
  /** The parameter that it is about. */
  readonly parameter: string | undefined
  /** Whose redirect it was, as far as the redirect says. */
  readonly gatewayId: number | undefined
  constructor(
    kind: ProblemKind,
    fault: RedirectFault,
    message: string,
    { parameter, gatewayId }: { parameter?: string; gatewayId?: number } = {},
  ) {
    super(kind, message)
    this.fault = fault
    this.parameter = parameter
    this.gatewayId = gatewayId
  }
}
