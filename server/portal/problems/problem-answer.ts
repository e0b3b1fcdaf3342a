import { randomBytes } from 'node:crypto'
import type { ErrorRequestHandler, Request, Response } from 'express'
import { shownHelpCode } from '../../access/help-cases/help-cases.ts'
import { CityKeyError, type FailureKind } from '../../city-key/provider.ts'
import type { PortalContext } from '../context.ts'
import { loginOrigins } from '../gateways/dialects.ts'
import { isWorthACase } from '../help/open-case.ts'
import { readerOf, sendPage } from '../pages/page.ts'
import { ACCEPT, problemPage, type WayOut } from '../pages/pages.ts'
import type { PortalState } from '../sign-in/state.ts'
import { Problem, type ProblemKind, problems } from './problem.ts'

const ofCityKey: Readonly<Record<FailureKind, ProblemKind>> = {
  unreachable: 'city-key-down',
  busy: 'city-key-busy',
  misfit: 'city-key-misfit',
  refused: 'refused',
  'not-signed-in': 'not-signed-in',
  unverified: 'not-verified',
  stale: 'not-fresh',
  invalid: 'lost',
}

/** Nothing to try again on these: the redirect itself, or the account, is what is wrong. */
const final: ReadonlySet<ProblemKind> = new Set([
  'missing',
  'doubled',
  'forged',
  'unknown-hotspot',
  'blocked',
  'used-up',
  'not-found',
])

/** Answers whatever went wrong with its page, under a code by which the log tells more. */
export function problemAnswer({ config, log, stateOf, openCase }: PortalContext): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const kind = kindOf(error)
    const state = stateOf(request, response)
    const detail = kind === 'broken' ? 'see the log' : (error as Error).message
    const helpCode = isWorthACase(kind) ? await openCase(request, state, { problem: kind, detail }) : undefined
    const code = helpCode ? shownHelpCode(helpCode) : requestCode(request)
    if (kind === 'broken') log.error({ err: error, code }, 'portal')
    else log.info({ code, problem: kind, detail }, 'portal')
    if (helpCode !== undefined) {
      state.helpCode = helpCode
      state.save()
    }
    const reader = readerOf(request)
    if (problems[kind] === 503) response.set('retry-after', '30')
    const way = wayOut(kind, state, response)
    sendPage(response, config.cityName, reader, problemPage(reader, config, kind, code, way))
  }
}

const requestCode = ({ id }: Request): string => (typeof id === 'string' ? id : randomBytes(4).toString('hex'))

function kindOf(error: unknown): ProblemKind {
  if (error instanceof Problem) return error.kind
  if (error instanceof CityKeyError) return ofCityKey[error.kind]
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 500
  return typeof status === 'number' && status < 500 ? 'lost' : 'broken'
}

function wayOut(kind: ProblemKind, state: PortalState, response: Response): WayOut {
  if (final.has(kind)) return undefined
  const { arrival, csrf, residentId } = state
  if (arrival && csrf !== undefined) {
    if (kind === 'declined' && residentId !== undefined) return { href: ACCEPT }
    // Whoever has had the account verified signs in anew: the City Key tells the level then.
    if (problems[kind] === 503 || kind === 'not-verified') {
      return { csrf, formOrigins: loginOrigins(arrival) }
    }
    return { href: '/portal/welcome' }
  }
  const { againUrl } = response.locals
  return typeof againUrl === 'string' ? { href: againUrl } : undefined
}

/** For routes that nobody serves. */
export const notFound = (request: Request): never => {
  throw new Problem('not-found', `no page at ${request.path.slice(0, 80)}`)
}
