import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, MemoryStore, type Options, rateLimit } from 'express-rate-limit'
import type { Config } from '../../config/index.ts'
import { Problem } from './problem.ts'
import type { WhoAsks } from './who-asks.ts'

const WINDOW_MS = 60_000
/** Phones look for the portal again and again, and people read more pages than they send forms. */
const PAGES_FOR_EACH_STEP = 15
/** What is sent without a cookie of ours comes from few people, and of no way. */
const ADDRESS_REQUESTS_FOR_EACH_STEP = 10

/**
 * Limits by the minute. Whoever proves who asks is counted alone, so that no neighbour behind the same address, nor
 * somebody who names another's device, uses up what is theirs; only those who prove nothing share their address's. Each
 * request is counted once.
 */
export interface PortalLimits {
  pages: RequestHandler
  /** What is asked by devices, not by people. */
  devices: RequestHandler
  /** Sign-in and what residents do at `/me`; each call gives a limit that counts on its own. */
  steps(): RequestHandler
}

export function portalLimits({ limits }: Pick<Config, 'limits'>, who: WhoAsks): PortalLimits {
  const { addressRequests, deviceSteps } = limits
  const addressSteps = Math.ceil(addressRequests / ADDRESS_REQUESTS_FOR_EACH_STEP)
  const address = (request: Request) => `address ${ipKeyGenerator(request.ip ?? '')}`
  const limit = (alone: number, shared: number, proof: (request: Request, response: Response) => string | undefined) =>
    rateLimit({
      windowMs: WINDOW_MS,
      limit: (request, response) => (proof(request, response) === undefined ? shared : alone),
      standardHeaders: false,
      legacyHeaders: false,
      keyGenerator: (request, response) => proof(request, response) ?? address(request),
      handler(_request, response, next, { limit: most }) {
        response.set('retry-after', '60')
        next(new Problem('rate-limited', `more than ${typeof most === 'number' ? most : alone} a minute`))
      },
    })
  return {
    pages: limit(deviceSteps * PAGES_FOR_EACH_STEP, addressRequests, who.comes),
    devices: limit(addressSteps, addressSteps, () => undefined),
    steps: () => limit(deviceSteps, addressSteps, who.acts),
  }
}

/** Counts what is done in a resident's name. @throws {Problem} `rate-limited` beyond so many a minute */
export type LimitResident = (residentId: number, response: Response) => Promise<void>

/** Limits a resident to so many steps a minute, on however many devices, browsers and addresses. */
export function residentLimit({ limits: { residentSteps } }: Pick<Config, 'limits'>): LimitResident {
  const store = new MemoryStore()
  store.init({ windowMs: WINDOW_MS } as Options)
  return async (residentId, response) => {
    const { totalHits } = await store.increment(String(residentId))
    if (totalHits <= residentSteps) return
    response.set('retry-after', '60')
    throw new Problem('rate-limited', `resident ${residentId}: more than ${residentSteps} a minute`)
  }
}
