import {
  ChargeableUserIdentity,
  Class,
  Code,
  delayed,
  fitsReply,
  type Reply,
  ReplyMessage,
  reply,
} from '../../../radius/index.ts'
import type { HotspotRef } from '../../network/gateways/registry.ts'
import type { Sealer } from '../../sealing.ts'
import { createClassTokens, hourOf } from '../../sessions/ledger/class-token.ts'
import type { AccessCache } from '../cache/access-cache.ts'
import type { Decision, Limits, RejectReason } from '../decide.ts'
import type { Authentication, Request } from '../identify.ts'
import type { AccessLog } from '../log/access-log.ts'
import { countDecision } from '../log/metrics.ts'
import { createChargeableIdentity } from './chargeable-identity.ts'
import { replyMessage } from './reply-messages.ts'
import { addSegment } from './segment-attributes.ts'
import { limitAttributes } from './vendor-attributes.ts'

export interface ResponderDeps {
  sealer: Sealer
  cache: Pick<AccessCache, 'recordAdmission'>
  accessLog: AccessLog
  /** Told why a reply could not be made. */
  onError?(error: unknown, gateway: Request['client']): void
}

interface Context extends ResponderDeps {
  chargeableIdentity: ReturnType<typeof createChargeableIdentity>
  classes: ReturnType<typeof createClassTokens>
}

type Requester = Omit<Authentication, 'credentials'>

/** Last step: makes the reply that says a decision, and records it. */
export type Respond = (
  request: Request,
  hotspot: HotspotRef | undefined,
  requester: Requester,
  decision: Decision,
) => Reply

/** As FreeRADIUS's reject_delay: whoever guesses passwords waits. */
const GUESS_DELAY_MS = 1000

export function createResponder(deps: ResponderDeps): Respond {
  const { sealer, cache } = deps
  const context = {
    ...deps,
    chargeableIdentity: createChargeableIdentity(sealer),
    classes: createClassTokens(sealer),
  }
  return (request, hotspot, requester, decision) => {
    const hotspotId = hotspot?.id ?? requester.ticket?.hotspotId ?? null
    const { complete = asItIs, resident, deviceMac } = requester
    let answer: Reply
    try {
      answer = complete(
        decision.accept
          ? acceptance(context, request, hotspotId, requester, decision.limits)
          : rejection(decision.reason),
      )
      if (!fitsReply(answer, request.packet)) throw new RangeError('The reply is too long for a RADIUS packet.')
    } catch (error) {
      context.onError?.(error, request.client)
      recordDecision(context, request, hotspotId, requester, { accept: false, reason: 'reply-not-encodable' })
      return bareRejection(complete)
    }
    // Only now: what the log says of a request is what its gateway is told.
    recordDecision(context, request, hotspotId, requester, decision)
    if (decision.accept && resident && deviceMac !== undefined) cache.recordAdmission(resident, deviceMac, hotspotId)
    return answer
  }
}

const asItIs = (answer: Reply): Reply => answer

function recordDecision(
  { accessLog }: Context,
  { client, receivedAt }: Request,
  hotspotId: number | null,
  { method, resident, deviceMac }: Requester,
  decision: Decision,
): void {
  const reason = !decision.accept ? decision.reason : decision.emergency ? 'emergency' : 'accepted'
  accessLog.write({
    at: receivedAt,
    gatewayId: client.id,
    hotspotId,
    method,
    reason,
    residentId: resident?.id ?? null,
    deviceMac: deviceMac ?? null,
    isEvidence: client.isClassless,
  })
  countDecision(method, reason)
}

function acceptance(
  { chargeableIdentity, classes }: Context,
  { client, packet, receivedAt }: Request,
  hotspotId: number | null,
  { resident, deviceMac }: Requester,
  limits: Limits,
): Reply {
  const accept = reply(Code.AccessAccept)
  const { numbers, texts } = limitAttributes(client.vendor, limits)
  for (const [type, value] of numbers) accept.add(type, value)
  for (const [type, value] of texts) accept.add(type, value)
  if (limits.segment) addSegment(accept, client.vendor, limits.segment)
  if (resident === undefined || deviceMac === undefined) return accept
  const chargeable = chargeableIdentity(packet, resident.id)
  if (chargeable) accept.add(ChargeableUserIdentity, chargeable)
  const { interimSeconds } = limits
  const [residentId, gatewayId, hour] = [resident.id, client.id, hourOf(receivedAt)]
  return accept.add(Class, classes.seal({ residentId, deviceMac, gatewayId, hour, hotspotId, interimSeconds }))
}

/** A device that is not bound must reach the portal quickly; guessing must not be quick. */
function rejection(reason: RejectReason): Reply {
  const reject = reply(Code.AccessReject).add(ReplyMessage, replyMessage(reason))
  return guesses.includes(reason) ? delayed(reject, GUESS_DELAY_MS) : reject
}

const guesses: readonly RejectReason[] = ['wrong-password', 'unknown-user', 'name-with-nul']

/** The shortest answer there is, with what the method needs as far as that can be made. */
function bareRejection(complete: (answer: Reply) => Reply): Reply {
  try {
    return complete(reply(Code.AccessReject))
  } catch {
    return reply(Code.AccessReject)
  }
}
