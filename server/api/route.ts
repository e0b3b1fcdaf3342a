import type { z } from 'zod'
import type { SignInHosts } from '../city-key/sign-in-hosts.ts'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import type { SeenImports } from '../import/progress.ts'
import type { Log } from '../log.ts'
import type { Districts } from '../network/districts/within.ts'
import type { Registry } from '../network/gateways/registry.ts'
import type { UseDrafts } from '../open-data/use/drafts.ts'
import type { Coverage } from '../planning/coverage.ts'
import type { KeptUnmetDemand } from '../planning/demand/kept.ts'
import type { SitePlanning } from '../planning/plans/solving/solver.ts'
import type { Sealer } from '../sealing.ts'
import type { GatewayRelay } from '../sessions/disconnects/gateway-relay.ts'
import type { CachedJson } from './cached-json.ts'
import type { CityMap } from './city-map/index.ts'
import type { Endpoint, ErrorCode, Received, Settings, Summary } from './contract/index.ts'
import type { CityDocuments } from './documents.ts'
import type { SignedIn } from './staff/staff-session.ts'

/** What handlers work with. */
export interface ApiParts {
  config: Config
  db: Database
  sealer: Sealer
  registry: Registry
  /** What devices must reach before they are online, as far as it is known now. */
  signInHosts: () => SignInHosts
  coverage: Coverage
  map: CityMap
  sitePlans: SitePlanning
  unmetDemand: KeptUnmetDemand
  imports: SeenImports
  draftsOfUse: UseDrafts
  documents: CityDocuments
  /** What lies below the hotspots. */
  baseMap: Settings['baseMap']
  summary: (districts: Districts) => Promise<Summary>
  log: Log
  /** The way to gateways that have opened a RadSec connection. */
  connectionTo?: GatewayRelay['connectionTo']
}

/** One request: who asks, and what was sent, read by the endpoint's schemas. */
export interface RouteContext<P, Q, B> extends SignedIn {
  parts: ApiParts
  params: P
  query: Q
  body: B
  /** Aborted where whoever asks has left before the answer. */
  gone: AbortSignal
}

/** What a handler of an endpoint that changes something returns: the answer, and what the audit says besides. */
export interface Changed<T> {
  answer: T
  /** Absent: nothing was changed, nothing is audited. */
  audit?: {
    detail: Record<string, unknown>
    /** In place of the endpoint's own. */
    target?: string
    /** What work in the background came to: a second event, once it is over. */
    afterwards?: Promise<Record<string, unknown>>
    /** What is begun once the change is stored, and not waited for. */
    whenStored?: (parts: ApiParts) => void
  }
}

export const changed = <T>(
  answer: T,
  detail: Record<string, unknown> = {},
  more: Omit<NonNullable<Changed<T>['audit']>, 'detail'> = {},
): Changed<T> => ({ answer, audit: { detail, ...more } })

export const unchanged = <T>(answer: T): Changed<T> => ({ answer })

/** A change that failed half-way: audited with `detail`, and answered as its cause. */
export class FailedChange extends Error {
  override name = 'FailedChange'
  readonly detail: Record<string, unknown>
  constructor(cause: unknown, detail: Record<string, unknown>) {
    super('a change failed half-way', { cause })
    this.detail = detail
  }
}

/** An endpoint with what answers it. */
export interface Route extends Endpoint {
  handler: (context: RouteContext<unknown, unknown, unknown>) => Promise<unknown> | unknown
}

type Context<E> = RouteContext<Received<E, 'params'>, Received<E, 'query'>, Received<E, 'body'>>
type Plain<E extends Endpoint> = z.input<E['response']> | CachedJson
type Result<E extends Endpoint> = E extends { changes: object } ? Changed<z.input<E['response']>> : Plain<E>

/** Has `handler` answer an endpoint; its parameters and result have the types of the endpoint's schemas. */
export const implement = <E extends Endpoint>(
  endpoint: E,
  handler: (context: Context<E>) => Promise<Result<E>> | Result<E>,
): Route => ({ ...endpoint, handler: handler as Route['handler'] })

/** What a handler throws to answer with an error. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly status: number
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly details: Record<string, string> | undefined
  constructor(status: number, code: ErrorCode, message: string, field?: string, details?: Record<string, string>) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
    this.details = details
  }
}
