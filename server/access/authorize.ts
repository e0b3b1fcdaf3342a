import {
  CalledStationId,
  ChargeableUserIdentity,
  Class,
  Code,
  delayed,
  type RadiusHandler,
  type RadiusRequest,
  type Reply,
  ReplyMessage,
  reply,
} from '../../radius/index.ts'
import type { Database } from '../database/connection.ts'
import { bindDevice, moveDevice } from '../directory/devices.ts'
import type { Gateway } from '../network/gateways/gateways.ts'
import type { HotspotRef, Registry } from '../network/gateways/registry.ts'
import type { Sealer } from '../sealing.ts'
import { createClassTokens } from '../sessions/ledger/class-token.ts'
import type { Known, KnownDevice } from './cache/known.ts'
import type { KnownResident } from './cache/residents.ts'
import { type Credentials, type Decision, decide, type RejectReason } from './decide.ts'
import type { EapAccess, EapEnd } from './eap/eap.ts'
import { createWrongPasswords } from './eap/wrong-passwords.ts'
import type { CurrentEmergencies } from './emergencies/emergencies.ts'
import { type Asker, checkTicket, macPasswordRight, readAsker, type TicketProof } from './identify.ts'
import type { AccessLog, AccessMethod } from './log/access-log.ts'
import { countDecision } from './log/tally.ts'
import type { CurrentRules } from './policies/rules.ts'
import { createChargeableIdentity } from './reply/chargeable-identity.ts'
import { replyMessage } from './reply/reply-messages.ts'
import { limitAttributes } from './reply/vendor-attributes.ts'
import { consumeTicket, isRepeated, requestFingerprint, type Ticket } from './tickets.ts'

interface AuthorizeDeps {
  db: Database
  sealer: Sealer
  registry: Registry
  known: Known
  rules: Pick<CurrentRules, 'policyOf' | 'openingOf'>
  accessLog: AccessLog
  /** Absent: there are none. */
  emergencies?: Pick<CurrentEmergencies, 'at' | 'any'> | undefined
  /** Absent: 802.1X is refused. */
  eap?: EapAccess | undefined
  /** How long a device that a ticket let in goes online without a page. */
  bindingDays: number
}

const DAY_MS = 86_400_000
/** As FreeRADIUS's reject_delay: whoever guesses passwords waits. */
const GUESS_DELAY_MS = 1000

type Request = RadiusRequest<Gateway>

/** Who asks, once that is looked up and the password checked. */
export interface Claim {
  method: AccessMethod
  deviceMac: string | undefined
  credentials: Credentials
  /** Undefined: nobody that Plaza knows, or it was not shown. */
  resident: KnownResident | undefined
  /** To be used up. */
  ticket?: Ticket
}

/**
 * Answers Access-Requests: at once, without a promise, where who asks is in memory. When the database is away it throws
 * or rejects for those who are not: the request is then left unanswered, so that the gateway turns to another server
 * instead of turning residents away.
 */
export function createAuthorizer(deps: AuthorizeDeps): RadiusHandler<Gateway> {
  const { db, sealer, registry, known, rules, accessLog, emergencies, eap, bindingDays } = deps
  const chargeableIdentity = createChargeableIdentity(sealer)
  const classes = createClassTokens(sealer)
  const wrongPasswords = createWrongPasswords()

  return (request) => {
    const asker = readAsker(request)
    const { proof, userMac, deviceMac } = asker
    if (proof !== 'eap' && userMac !== undefined) return byMac(request, asker, userMac)
    if (proof === 'eap' && eap) return byEap(request, asker, eap)
    if (proof !== 'eap' && proof !== 'none') return byTicket(request, asker, proof)
    const credentials = { kind: 'unsupported' } as const
    return settle(request, { method: 'other', deviceMac, credentials, resident: undefined })
  }

  function byMac(request: Request, asker: Asker, mac: string): Reply | Promise<Reply> {
    const { deviceMac } = asker
    const passwordRight = macPasswordRight(request, asker, mac)
    const claim = (found: KnownDevice | undefined): Claim => {
      const device = found && { boundUntil: new Date(found.boundUntil * 1000) }
      const credentials = { kind: 'mac', passwordRight, device } as const
      return { method: 'mac', deviceMac, credentials, resident: found?.resident }
    }
    if (!passwordRight) return settle(request, claim(undefined))
    const device = known.device(mac)
    if (!(device instanceof Promise)) return settle(request, claim(device))
    return device.then(
      (found) => settle(request, claim(found)),
      (error) => {
        // Nobody knows whose it is while the database is away: in an emergency that does not matter.
        if (emergencyUntil(hotspotOf(request), request) === undefined) throw error
        return settle(request, claim(undefined))
      },
    )
  }

  async function byTicket(request: Request, { userName, deviceMac }: Asker, method: TicketProof): Promise<Reply> {
    const claim = { method, deviceMac, resident: undefined }
    if (wrongPasswords.tooMany(userName))
      return conclude(request, hotspotOf(request), claim, { accept: false, reason: 'wrong-password' })
    const ticket = await known.ticket(userName)
    const { passwordRight, finish } = checkTicket(request, method, ticket?.password)
    if (!ticket || !passwordRight) {
      wrongPasswords.note(userName)
      return finish(await settle(request, { ...claim, credentials: { kind: 'ticket', passwordRight, ticket } }))
    }
    const resident = await known.resident(ticket.residentId)
    const repeated = isRepeated(ticket, requestFingerprint(request.client.id, request.packet))
    const credentials = { kind: 'ticket', passwordRight, ticket: resident && { ...ticket, repeated } } as const
    return finish(await settle(request, { ...claim, credentials, resident, ticket }))
  }

  async function byEap(request: Request, { deviceMac }: Asker, { step }: EapAccess): Promise<Reply | undefined> {
    const taken = await step(request)
    if ('reply' in taken) return taken.reply
    const { method, residentId, finish } = taken
    const resident = residentId === undefined ? undefined : await known.resident(residentId)
    const credentials = ofResident(taken.credentials, resident)
    return finish(await settle(request, { method, deviceMac, credentials, resident }))
  }

  /** Decides, and uses the ticket up where there is one. */
  function settle(request: Request, claim: Claim): Reply | Promise<Reply> {
    const { credentials, deviceMac, resident, ticket } = claim
    const hotspot = hotspotOf(request, ticket)
    const now = Date.now()
    // One literal here and below: copying by spread takes longer than deciding.
    const decision = decide({
      credentials,
      deviceMac,
      gatewayId: request.client.id,
      policy: rules.policyOf(hotspot?.groupId),
      opening: rules.openingOf(hotspot?.groupId, now),
      emergencyUntil: emergencyUntil(hotspot, request),
      now: new Date(now),
      residentBlocked: resident?.blocked ?? false,
      usedToday: resident ? known.usedToday(resident) : NOTHING,
      otherDevices: resident ? otherDevices(resident, deviceMac, ticket) : 0,
    })
    if (decision.accept && decision.emergency)
      return conclude(request, hotspot, { method: claim.method, deviceMac, resident: undefined }, decision)
    if (!decision.accept || !ticket || deviceMac === undefined) return conclude(request, hotspot, claim, decision)
    return redeem(request, ticket, deviceMac).then((redeemed) =>
      conclude(request, hotspot, claim, redeemed ? decision : { accept: false, reason: 'ticket-used' }),
    )
  }

  /** As the gateway names it, else as the portal knew it. */
  function hotspotOf({ client, packet }: Request, ticket?: Ticket): HotspotRef | undefined {
    const named = registry.hotspotOf(client.id, packet.get(CalledStationId))
    return named ?? (ticket?.hotspotId ? registry.hotspot(ticket.hotspotId) : undefined)
  }

  function emergencyUntil(hotspot: HotspotRef | undefined, { receivedAt }: Request): Date | undefined {
    if (!emergencies?.any(receivedAt)) return undefined
    return emergencies.at(hotspot?.id ?? null, receivedAt)?.endsAt
  }

  function otherDevices(resident: KnownResident, mac: string | undefined, ticket: Ticket | undefined): number {
    const before = ticket?.replacesMac
    return before ? known.otherDevices(resident, mac ?? '', before) : known.otherDevices(resident, mac ?? '')
  }

  /**
   * Only here has the gateway shown that the device is the one of the redirect, which nobody may have signed. Bound
   * first, so that a ticket is not used up for nothing when the database goes away in between.
   */
  async function redeem({ client, packet }: Request, ticket: Ticket, mac: string): Promise<boolean> {
    const { id, residentId, replacesMac } = ticket
    const until = new Date(Date.now() + bindingDays * DAY_MS)
    if (replacesMac === null) await bindDevice(db, { mac, residentId, until })
    else await moveDevice(db, { from: replacesMac, mac, residentId, until })
    return consumeTicket(db, id, requestFingerprint(client.id, packet))
  }

  /** Writes the decision down and words it. */
  function conclude(
    request: Request,
    hotspot: HotspotRef | undefined,
    claim: Omit<Claim, 'credentials'>,
    decision: Decision,
  ): Reply {
    const { client: gateway, packet } = request
    const { method, resident, deviceMac, ticket } = claim
    const hotspotId = hotspot?.id ?? ticket?.hotspotId ?? null
    const reason = !decision.accept ? decision.reason : decision.emergency ? 'emergency' : 'accepted'
    accessLog.write({
      at: request.receivedAt,
      gatewayId: gateway.id,
      hotspotId,
      method,
      reason,
      residentId: resident?.id ?? null,
      deviceMac: deviceMac ?? null,
    })
    countDecision(method, reason)

    if (!decision.accept) return rejection(decision.reason)
    const accept = reply(Code.AccessAccept)
    const { numbers, texts } = limitAttributes(gateway.vendor, decision.limits)
    for (const [type, value] of numbers) accept.add(type, value)
    for (const [type, value] of texts) accept.add(type, value)
    if (resident === undefined || deviceMac === undefined) return accept
    known.letIn(resident, deviceMac)
    const chargeable = chargeableIdentity(packet, resident.id)
    if (chargeable) accept.add(ChargeableUserIdentity, chargeable)
    const { interimSeconds } = decision.limits
    return accept.add(Class, classes.seal({ residentId: resident.id, deviceMac, hotspotId, interimSeconds }))
  }
}

/** A credential in memory may outlive its resident. */
const ofResident = (credentials: EapEnd['credentials'], resident: KnownResident | undefined): Credentials =>
  credentials.kind === 'device-credential' && !resident ? { ...credentials, credential: undefined } : credentials

const NOTHING = { seconds: 0, octets: 0 }

/** A device that is not bound must reach the portal quickly; guessing must not be quick. */
function rejection(reason: RejectReason): Reply {
  const reject = reply(Code.AccessReject).add(ReplyMessage, replyMessage(reason))
  return reason === 'wrong-password' || reason === 'unknown-user' ? delayed(reject, GUESS_DELAY_MS) : reject
}
