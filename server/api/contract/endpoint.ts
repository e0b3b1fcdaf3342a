import { z } from 'zod'

export const staffRole = z.enum(['viewer', 'planner', 'operator', 'admin'])
export type StaffRole = z.infer<typeof staffRole>

/** What the audit says of a change, besides who made it and what the handler adds. */
export interface Change {
  /** `noun.verb`, e.g. `policy.set`. */
  action: string
  /** What was changed, with parts of the answer or the path in braces: `policy {id}`. Absent: the handler says it. */
  target?: string
  /** It asks gateways, which no transaction takes back: the audit is written once they have answered. */
  asksGateways?: true
  /** Action of a second event, once work in the background is over. */
  afterwards?: string
}

/**
 * One operation under `/api/v1`. The server's route, the dashboard's call, the OpenAPI document and the audit of what it
 * changes all come from this object.
 */
export interface Endpoint {
  method: 'get' | 'post' | 'put'
  /** As in OpenAPI: `/hotspots/{id}`. */
  path: string
  summary: string
  /** The least role that may; each role may all that the ones before it may. */
  role: StaffRole
  /**
   * What it is to staff who are limited to districts. `own`: they see and change what is of theirs, the rest is as if it
   * were not there. `city`: it is the whole city's, and not for them. `none`: it tells of no place, or figures alone.
   */
  districts: 'own' | 'city' | 'none'
  params?: z.ZodObject
  query?: z.ZodObject
  /** What is sent, as JSON. */
  body?: z.ZodObject
  /** How long that may be, where it is more than a form: `48mb`. */
  largestBody?: string
  /** Media type of the answer, where it is not `application/json`. */
  mediaType?: string
  response: z.ZodType
  /** The answer holds what nobody else may guess: it is sent as it is, see `http/compressed.ts`. So are those to changes. */
  holdsSecret?: true
  /** Not for tokens: by this somebody could keep what was lent to them. */
  byPeople?: true
  /** Absent: nothing is audited. */
  changes?: Change
}

/** Declares an endpoint; its schemas keep their types. */
export const endpoint = <const E extends Endpoint>(declared: E): E => declared

type Part = 'params' | 'query' | 'body'

/** A part of a request as the server reads it; undefined where the endpoint has none. */
export type Received<E, P extends Part> = E extends { [name in P]: infer S extends z.ZodType } ? z.output<S> : undefined

/** A part of a request as its caller gives it. */
export type Given<E, P extends Part> = E extends { [name in P]: infer S extends z.ZodType } ? z.input<S> : never

/** Optional where the endpoint has no such part, or none of it has to be given. */
type Sent<E, P extends Part> = E extends { [name in P]: z.ZodType }
  ? Record<never, never> extends Given<E, P>
    ? { [name in P]?: Given<E, P> }
    : { [name in P]: Given<E, P> }
  : { [name in P]?: never }

/** What a caller gives: parameters of the path and the query, and the body. */
export type Request<E extends Endpoint> = Sent<E, 'params'> & Sent<E, 'query'> & Sent<E, 'body'>

/** What the answer holds, once it is read. */
export type Answer<E extends Endpoint> = z.output<E['response']>
