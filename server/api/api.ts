import { json, type NextFunction, type Request, type Response, Router } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { z } from 'zod'
import { isDatabaseAway } from '../database/sql-errors.ts'
import { mayActAs } from '../directory/staff.ts'
import type { Log } from '../log.ts'
import { audited } from './audited.ts'
import { districtsKey } from './by-districts.ts'
import { CachedJson } from './cached-json.ts'
import { csvRoutes } from './csv/lists.ts'
import { csvSender } from './csv/send.ts'
import { docsPage } from './docs.ts'
import { clientFault } from './http/error-pages.ts'
import { openApi } from './openapi.ts'
import { type ApiParts, ApiProblem, type Route } from './route.ts'
import { routes } from './routes/index.ts'
import { bearerIn, isWithin, signedInBy } from './staff/bearer.ts'
import { isOwnPage } from './staff/same-origin.ts'
import type { SignedIn, StaffSessions } from './staff/staff-session.ts'
import { unstorableField } from './unstorable.ts'

const REQUESTS_PER_MINUTE = 600
const LARGEST_BODY = '10kb'

/** Everything under `/api` but the live link: the routes at `/v1`, their description, and errors as the contract has them. */
export function createApi(parts: ApiParts, sessions: StaffSessions): Router {
  const { config, log } = parts
  const files = csvRoutes(routes)
  const description = openApi([...routes, ...files], config.http.publicUrl)

  const identify = async (request: Request, response: Response, next: NextFunction) => {
    const token = bearerIn(request.headers.authorization)
    response.locals.signedIn =
      token === undefined ? await sessions.read(request.headers.cookie) : await signedInBy(parts.db, sessions, token)
    if (token !== undefined && !response.locals.signedIn)
      response.set('www-authenticate', 'Bearer error="invalid_token"')
    next()
  }
  const limiter = rateLimit({
    windowMs: 60_000,
    limit: REQUESTS_PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request, response) => {
      const signedIn = response.locals.signedIn as SignedIn | undefined
      if (signedIn?.token) return `token ${signedIn.token.id}`
      return signedIn ? `staff ${signedIn.staff.id}` : ipKeyGenerator(request.ip ?? '')
    },
    handler: () => {
      throw new ApiProblem(429, 'too-many-requests', 'Too many requests: wait a minute.')
    },
  })

  /** What was asked of a route, by whom. @throws {ApiProblem} where they may not, or what was sent is wrong */
  const admitted = (route: Route, request: Request, response: Response) => {
    const signedIn = admit(route, request, response.locals.signedIn, config.http.publicUrl)
    const params = read(route.params, request.params)
    const query = read(route.query, request.query)
    const body = read(route.body, request.body ?? {})
    return { ...signedIn, parts, params, query, body, gone: whenGone(response) }
  }
  const serve = (route: Route) => async (request: Request, response: Response) => {
    const context = admitted(route, request, response)
    const answer = await (route.changes ? audited(route, context) : route.handler(context))
    const mediaType = route.mediaType ?? 'application/json'
    if (answer instanceof CachedJson) return answer.send(request, response, mediaType)
    // Nothing goes out that the contract does not name.
    const stripped = route.response.parse(answer)
    const isAsItIs = route.method !== 'get' || route.holdsSecret
    response
      .set('cache-control', isAsItIs ? 'no-store, no-transform' : 'no-store')
      .type(mediaType)
      .send(typeof stripped === 'string' ? stripped : JSON.stringify(stripped))
  }
  const csv = csvSender()
  const serveFile = (route: Route) => async (request: Request, response: Response) => {
    const context = admitted(route, request, response)
    const maySee = async () => {
      const now = await sessions.check(context.session)
      return now !== undefined && maySeeAs(now, context) && mayActAs(now.staff.role, route.role)
    }
    await csv.send(route, { ...context, query: context.query as Record<string, unknown> }, response, maySee)
  }

  const v1 = Router({ caseSensitive: true, strict: true })
  v1.use(identify, limiter)
  // Before the rest: `/voucher-batches/{id}` would take the file of a batch for its number.
  for (const route of files) v1.get(expressPath(route.path), serveFile(route))
  for (const route of routes) {
    v1[route.method](
      expressPath(route.path),
      ...(route.body ? [json({ limit: route.largestBody ?? LARGEST_BODY })] : []),
      serve(route),
    )
  }

  const router = Router()
  router.get('/openapi.json', (_request, response) => void response.json(description))
  router.get('/docs', docsPage(routes))
  router.use('/v1', v1)
  router.use(() => {
    throw new ApiProblem(404, 'no-such-path', 'There is nothing here: /api/docs lists what there is.')
  })
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    const { status, code, message, field, details } = problemOf(error, request, log)
    response.status(status).set('cache-control', 'no-store')
    response.json({ error: { code, message, field, details } })
  })
  return router
}

function whenGone(response: Response): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished)
      controller.abort(new ApiProblem(400, 'malformed', 'Whoever asked has left before the answer.'))
  })
  return controller.signal
}

function problemOf(error: unknown, request: Request, log: Log): ApiProblem {
  if (error instanceof ApiProblem) return error
  const status = clientFault(error)
  if (status !== undefined) return new ApiProblem(status, 'malformed', 'The request is not well formed.')
  if (isDatabaseAway(error)) {
    log.warn({ err: error, requestId: request.id }, 'request failed: the database is away')
    return new ApiProblem(503, 'database-away', 'The database cannot be reached: try again in a moment.')
  }
  log.error({ err: error, requestId: request.id }, 'request failed')
  return new ApiProblem(500, 'failed', `Something failed; the log has it under ${String(request.id)}.`)
}

/** Whether districts limit somebody as they did. */
const maySeeAs = ({ staff: now }: SignedIn, { staff: then }: SignedIn) =>
  districtsKey(now.districts) === districtsKey(then.districts)

/** `/hotspots/{id}` as Express spells it. */
const expressPath = (path: string) => path.replace(/\{(\w+)\}/g, ':$1')

/** @throws {ApiProblem} 401 for nobody, 403 for a lesser role, for the whole city’s where districts limit, or for a change that another site may have made */
function admit(route: Route, request: Request, signedIn: SignedIn | undefined, publicUrl: string): SignedIn {
  if (!signedIn) throw new ApiProblem(401, 'signed-out', 'Nobody is signed in, or no longer.')
  if (signedIn.token && !isWithin(signedIn.token, route))
    throw new ApiProblem(403, 'token', 'This token is not for that: who made it said what it may ask.')
  if (!mayActAs(signedIn.staff.role, route.role)) {
    throw new ApiProblem(403, 'role', `This needs the role "${route.role}"; yours is "${signedIn.staff.role}".`)
  }
  if (route.districts === 'city' && signedIn.staff.districts !== null)
    throw new ApiProblem(403, 'districts', 'This is the whole city’s, and you are limited to districts.')
  // What a token is sent with, no other site can send.
  if (route.method === 'get' || signedIn.token) return signedIn
  if (!isOwnPage(request, publicUrl))
    throw new ApiProblem(403, 'origin', 'Changes are accepted from Plaza itself only.')
  if (request.get('x-plaza-csrf') !== signedIn.session.csrf) {
    throw new ApiProblem(
      403,
      'csrf',
      'The header x-plaza-csrf does not hold the token from /api/v1/me: reload the page.',
    )
  }
  return signedIn
}

/** @throws {ApiProblem} 400 that names the parameter or field */
function read(schema: z.ZodObject | undefined, given: unknown): unknown {
  if (!schema) return undefined
  const unstorable = unstorableField(given)
  if (unstorable !== undefined)
    throw new ApiProblem(
      400,
      'wrong-parameter',
      `${unstorable}: text without an octet 0, in whole characters`,
      unstorable,
    )
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const field = issue.code === 'unrecognized_keys' ? issue.keys[0]! : issue.path.join('.') || 'body'
  throw new ApiProblem(400, 'wrong-parameter', `${field}: ${issue.message}`, field)
}
