import { coaRequest } from '../../../radius/index.ts'
import type { Config } from '../../config/index.ts'
import {
  askGateway,
  type DynamicAuthorizationDeps,
  type GatewayAnswer,
  reachGateway,
} from '../../sessions/disconnects/dynamic-authorization.ts'
import { type NewLimits, recordLimitAnswer, recordLimitChange } from '../../sessions/disconnects/limit-changes.ts'
import { levelNames } from '../policies/levels.ts'
import { currentLimits } from './current-limits.ts'
import { addSegment } from './segment-attributes.ts'
import { cannotChange, changedLimitAttributes, limitAttributes, resetsLimits } from './vendor-attributes.ts'

export interface LimitChangeDeps extends DynamicAuthorizationDeps {
  config: Pick<Config, 'timeZone'> & Partial<Pick<Config, 'cityKey'>>
}

/** The vendor's gateways cannot do it: the message says what and why. */
export class VendorCannot extends Error {
  override name = 'VendorCannot'
}

/**
 * Asks the gateway to change the limits of a live session (CoA-Request, RFC 5176 section 2.2): what is absent stays as
 * it is, and where a make's gateways take a CoA-Request for the whole set of limits, they are sent all of them.
 *
 * @returns undefined where another change of the session is under way: nothing is sent then
 * @throws {VendorCannot} where this vendor's gateways take no such change
 * @throws {Unreachable} when there is no such session, or its gateway is gone or cannot be addressed
 */
export async function changeLimits(
  deps: LimitChangeDeps,
  sessionId: number,
  limits: NewLimits,
  staffId: number,
): Promise<GatewayAnswer | undefined> {
  const reached = await reachGateway(deps, sessionId)
  const { vendor, name } = reached.gateway
  const why = cannotChange(vendor, limits)
  if (why !== undefined) throw new VendorCannot(why)
  const packet = coaRequest()
  const { timeZone } = deps.config
  const whole = resetsLimits(vendor)
    ? await currentLimits(deps.db, reached.session, limits, timeZone, new Date(), levelNames(deps.config))
    : undefined
  const { numbers, texts } = whole ? limitAttributes(vendor, whole) : changedLimitAttributes(vendor, limits)
  for (const [type, value] of numbers) packet.add(type, value)
  for (const [type, value] of texts) packet.add(type, value)
  if (whole?.segment) addSegment(packet, vendor, whole.segment)
  const changeId = await recordLimitChange(deps.db, sessionId, limits, staffId)
  if (changeId === undefined) return undefined
  const answer = await askGateway(reached, packet)
  await recordLimitAnswer(deps.db, changeId, answer)
  deps.log.info({ sessionId, gateway: name, ...answer }, 'change of limits')
  return answer
}
