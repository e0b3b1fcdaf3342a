import type { DescribedAttribute } from '../../radius/index.ts'

/** What a trace shows, in the order in which it happened. */
export type TraceEvent =
  | (Told & { what: 'request'; attributes: DescribedAttribute[] })
  /** `afterMs`: from the request to its reply. */
  | (Told & { what: 'reply'; attributes: DescribedAttribute[]; afterMs: number })
  /** The handler gave no answer: the gateway tries again. */
  | (Told & { what: 'no-reply' })
  /** How an Access-Request was decided; `reason` as in the access log. */
  | { what: 'decision'; method: string; reason: string }
  /** A packet that was dropped before anybody looked at it, e.g. `bad-authenticator`. */
  | { what: 'dropped'; reason: string; address: string; gateway: string }
  /** So many happened that are not shown: more than a trace takes in a second. */
  | { what: 'left-out'; count: number }

interface Told {
  /** `Access-Request`, … */
  code: string
  identifier: number
  /** The gateway's address and port. */
  address: string
  gateway: string
}
