import type { z } from 'zod'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import type { Registry } from '../network/gateways/registry.ts'
import type { Coverage } from '../planning/coverage.ts'
import type { Sealer } from '../sealing.ts'
import type { GatewayRelay } from '../sessions/disconnects/gateway-relay.ts'
import type { CachedJson } from './cached-json.ts'
import type { CityMap } from './city-map.ts'
import type { StaffRole, Summary } from './contract.ts'
import type { CityDocuments } from './documents.ts'
import type { SignedIn } from './staff-session.ts'

/** What handlers work with. */
export interface ApiParts {
  config: Config
  db: Database
  sealer: Sealer
  registry: Registry
  coverage: Coverage
  map: CityMap
  documents: CityDocuments
  summary: () => Promise<Summary>
  log: Log
  /** The way to gateways that have opened a RadSec connection. */
  connectionTo?: GatewayRelay['connectionTo']
}

type Shape = z.ZodObject
type Output<S> = S extends z.ZodType ? z.output<S> : undefined

export interface RouteContext<P, Q, B> extends SignedIn {
  parts: ApiParts
  params: P
  query: Q
  body: B
}

/** One operation under `/api/v1`: what runs, what is checked and what is documented all come from here. */
export interface Route {
  method: 'get' | 'post' | 'put'
  /** As in OpenAPI: `/hotspots/{id}`. */
  path: string
  summary: string
  /** The least role that may; each role may all that the ones before it may. */
  role: StaffRole
  params?: Shape
  query?: Shape
  /** What is sent, as JSON. */
  body?: Shape
  /** Media type of the answer, where it is not `application/json`. */
  mediaType?: string
  response: z.ZodType
  handler: (context: RouteContext<unknown, unknown, unknown>) => Promise<unknown> | unknown
}

type OptionalShape = Shape | undefined

interface RouteDeclaration<
  P extends OptionalShape,
  Q extends OptionalShape,
  B extends OptionalShape,
  R extends z.ZodType,
> extends Omit<Route, 'params' | 'query' | 'body' | 'response' | 'handler'> {
  params?: P
  query?: Q
  body?: B
  response: R
  handler: (
    context: RouteContext<Output<P>, Output<Q>, Output<B>>,
  ) => Promise<z.input<R> | CachedJson> | z.input<R> | CachedJson
}

/** Declares a route; the handler's parameters and result have the types of its schemas. */
export const route = <
  R extends z.ZodType,
  P extends OptionalShape = undefined,
  Q extends OptionalShape = undefined,
  B extends OptionalShape = undefined,
>(
  declaration: RouteDeclaration<P, Q, B, R>,
): Route => declaration as unknown as Route

/** What a handler throws to answer with an error. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  constructor(status: number, code: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
  }
}
