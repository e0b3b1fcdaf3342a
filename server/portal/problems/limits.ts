import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, MemoryStore, type Options, rateLimit } from 'express-rate-limit'
import type { StateOf } from '../sign-in/ways.ts'
import { Problem } from './problem.ts'

/** A minute's worth: a whole neighbourhood may come from one address (NAT), a device has one person. */
const PER_ADDRESS = 600
const PER_DEVICE = 20
/** Phones look for the portal again and again, and read more pages than they send forms. */
const PAGES_PER_ADDRESS = 6000
/** On all of a resident's devices. */
const PER_RESIDENT = 40
const WINDOW_MS = 60_000

const limit = (most: number, keyGenerator: (request: Request, response: Response) => string) =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: most,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator,
    handler(_request, response, next) {
      response.set('retry-after', '60')
      next(new Problem('rate-limited', `more than ${most} a minute`))
    },
  })

const address = (request: Request) => ipKeyGenerator(request.ip ?? '')

/** Limits all that comes from one address to so many requests a minute. */
export const pageLimit = (): RequestHandler => limit(PAGES_PER_ADDRESS, address)

/** Limits what is asked by devices, not by people, to so many a minute by address. */
export const addressLimit = (): RequestHandler => limit(PER_ADDRESS, address)

/**
 * Limits sign-in and what residents do at `/me` to so many a minute, by address and by device; by browser where no
 * gateway named the device: many people who see what is stored of them come from one address.
 */
export function limits(stateOf: StateOf): RequestHandler[] {
  return [
    addressLimit(),
    limit(PER_DEVICE, (request, response) => {
      const { arrival, csrf } = stateOf(request, response)
      return arrival?.deviceMac ?? csrf ?? `${address(request)} without a device`
    }),
  ]
}

/** Counts what is done in a resident's name. @throws {Problem} `rate-limited` beyond so many a minute */
export type LimitResident = (residentId: number, response: Response) => Promise<void>

/** Limits a resident to so many steps a minute, on however many devices, browsers and addresses. */
export function residentLimit(): LimitResident {
  const store = new MemoryStore()
  store.init({ windowMs: WINDOW_MS } as Options)
  return async (residentId, response) => {
    const { totalHits } = await store.increment(String(residentId))
    if (totalHits <= PER_RESIDENT) return
    response.set('retry-after', '60')
    throw new Problem('rate-limited', `resident ${residentId}: more than ${PER_RESIDENT} a minute`)
  }
}
