import type { Request, RequestHandler, Response } from 'express'
import { levelNames } from '../access/policies/levels.ts'
import { createRecent, type Recent } from '../recent.ts'
import { localDay } from '../usage/local-day.ts'
import { caseOpener, type OpenCase } from './help/open-case.ts'
import { type Nearby, nearbyOf } from './home/nearby.ts'
import { createVisits, type Visits } from './me/visit.ts'
import { sender } from './pages/page.ts'
import type { PortalParts } from './parts.ts'
import { type LimitResident, type PortalLimits, portalLimits, residentLimit } from './problems/limits.ts'
import { createVoucherGuesses, type VoucherGuesses } from './problems/voucher-guesses.ts'
import { whoAsks } from './problems/who-asks.ts'
import { type DeviceOf, deviceCookie } from './sign-in/device-cookie.ts'
import { portalWays, type StateOf, type Ways } from './sign-in/ways.ts'

/** What the steps of the portal share. */
export interface PortalContext extends PortalParts {
  now(): number
  /** The way of a request. */
  stateOf: StateOf
  ways: Ways
  deviceOf: DeviceOf
  send: ReturnType<typeof sender>
  limits: PortalLimits
  limitResident: LimitResident
  voucherGuesses: VoucherGuesses
  openCase: OpenCase
  nearby: Nearby
  visits: Visits
  /** `levels` of verification, from the least to the highest. */
  calendar: { dayOf(instant: Date): string; timeZone: string; levels: readonly string[] }
  /** When bound devices were last admitted at gateways that the portal opens; milliseconds since 1970, by MAC. */
  lastAdmitted: Recent<string, number>
}

/** What a route does. */
export type PortalStep = (context: PortalContext, request: Request, response: Response) => void | Promise<void>

const MAX_REMEMBERED = 10_000

export function createContext(parts: PortalParts): PortalContext {
  const { config, sealer, now = Date.now } = parts
  const ways = portalWays(sealer, config)
  const who = whoAsks(parts, ways)
  return {
    ...parts,
    now,
    stateOf: ways.of,
    ways,
    deviceOf: deviceCookie(sealer, config),
    send: sender(config.cityName),
    limits: portalLimits(config, who),
    limitResident: residentLimit(config),
    voucherGuesses: createVoucherGuesses(),
    openCase: caseOpener(parts, who),
    nearby: nearbyOf(parts),
    visits: createVisits(parts, ways),
    calendar: { dayOf: localDay(config.timeZone), timeZone: config.timeZone, levels: levelNames(config) },
    lastAdmitted: createRecent(MAX_REMEMBERED),
  }
}

/** Routes of this portal. */
export const routesOf =
  (context: PortalContext) =>
  (step: PortalStep): RequestHandler =>
  (request, response) =>
    step(context, request, response)
