import { ChargeableUserIdentity, Class, Code, delayed, type Reply, ReplyMessage, reply } from '../../../radius/index.ts'
import type { HotspotRef } from '../../network/gateways/registry.ts'
import type { Sealer } from '../../sealing.ts'
import { createClassTokens } from '../../sessions/ledger/class-token.ts'
import type { AccessCache } from '../cache/access-cache.ts'
import type { Decision, Limits, RejectReason } from '../decide.ts'
import type { Authentication, Request } from '../identify.ts'
import type { AccessLog } from '../log/access-log.ts'
import { countDecision } from '../log/metrics.ts'
import { createChargeableIdentity } from './chargeable-identity.ts'
import { replyMessage } from './reply-messages.ts'
import { limitAttributes } from './vendor-attributes.ts'

export interface ResponderDeps {
  sealer: Sealer
  cache: Pick<AccessCache, 'recordAdmission'>
  accessLog: AccessLog
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

export function createResponder({ sealer, cache, accessLog }: ResponderDeps): Respond {
  const chargeableIdentity = createChargeableIdentity(sealer)
  const context = { sealer, cache, accessLog, chargeableIdentity, classes: createClassTokens(sealer) }
  return (request, hotspot, requester, decision) => {
    const hotspotId = hotspot?.id ?? requester.ticket?.hotspotId ?? null
    const answer = decision.accept
      ? acceptance(context, request, hotspotId, requester, decision.limits)
      : rejection(decision.reason)
    // Made first: what cannot be said is not recorded as said.
    recordDecision(context, request, hotspotId, requester, decision)
    return answer
  }
}

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
  { cache, chargeableIdentity, classes }: Context,
  { client, packet }: Request,
  hotspotId: number | null,
  { resident, deviceMac }: Requester,
  limits: Limits,
): Reply {
  const accept = reply(Code.AccessAccept)
  const { numbers, texts } = limitAttributes(client.vendor, limits)
  for (const [type, value] of numbers) accept.add(type, value)
  for (const [type, value] of texts) accept.add(type, value)
  if (resident === undefined || deviceMac === undefined) return accept
  cache.recordAdmission(resident, deviceMac)
  const chargeable = chargeableIdentity(packet, resident.id)
  if (chargeable) accept.add(ChargeableUserIdentity, chargeable)
  const { interimSeconds } = limits
  return accept.add(Class, classes.seal({ residentId: resident.id, deviceMac, hotspotId, interimSeconds }))
}

/** A device that is not bound must reach the portal quickly; guessing must not be quick. */
function rejection(reason: RejectReason): Reply {
  const reject = reply(Code.AccessReject).add(ReplyMessage, replyMessage(reason))
  return reason === 'wrong-password' || reason === 'unknown-user' ? delayed(reject, GUESS_DELAY_MS) : reject
}
