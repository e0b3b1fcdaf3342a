import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { Problem } from './problem.ts'
import type { StateOf } from './state.ts'

/** A minute's worth: a whole neighbourhood may come from one address (NAT), a device has one person. */
const PER_ADDRESS = 600
const PER_DEVICE = 20

const limit = (most: number, keyGenerator: (request: Request, response: Response) => string) =>
  rateLimit({
    windowMs: 60_000,
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

/** Holds what is asked by devices, not by people, to so many a minute by address. */
export const addressLimit = (): RequestHandler => limit(PER_ADDRESS, address)

/**
 * Holds sign-in and what residents do at `/me` to so many a minute, by address and by device; by browser where no
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
