import { CalledStationId, type RadiusHandler, type Reply } from '../../radius/index.ts'
import type { Database } from '../database/connection.ts'
import { isStorableText } from '../database/storable-text.ts'
import { bindDevice, moveDevice } from '../directory/devices/devices.ts'
import { macNumber } from '../mac.ts'
import type { Gateway } from '../network/gateways/gateways.ts'
import type { HotspotRef, Registry } from '../network/gateways/registry.ts'
import type { VoucherTerms } from '../vouchers/terms.ts'
import type { AccessCache } from './cache/access-cache.ts'
import type { CachedDevice } from './cache/load.ts'
import type { CachedResident } from './cache/residents.ts'
import type { Occupancy } from './capacity/occupancy.ts'
import { type Credentials, decide, type RejectReason } from './decide.ts'
import type { EapAccess, EapResult } from './eap/eap.ts'
import type { CurrentEmergencies } from './emergencies/emergencies.ts'
import {
  type Authentication,
  checkPassword,
  isMacPassword,
  type PasswordMethod,
  type PresentedIdentity,
  type Request,
  readIdentity,
} from './identify.ts'
import { createLockout, type Lockout } from './lockout.ts'
import type { CurrentRules } from './policies/rules.ts'
import { createResponder, type Respond, type ResponderDeps } from './reply/respond.ts'
import { consumeTicket, isRepeated, requestFingerprint, type Ticket } from './tickets.ts'

export interface AuthorizerDeps extends ResponderDeps {
  db: Database
  registry: Registry
  cache: AccessCache
  rules: Pick<CurrentRules, 'policyOf' | 'policyOfVoucher' | 'openingOf' | 'policyAmong' | 'openingAmong' | 'turnsAway'>
  /** Absent: no hotspot is ever full. */
  occupancy?: Occupancy | undefined
  /** Absent: there are none. */
  emergencies?: Pick<CurrentEmergencies, 'at' | 'any'> | undefined
  /** Absent: 802.1X is refused. */
  eap?: EapAccess | undefined
  /** How long a device that a ticket let in goes online without a page. */
  bindingDays: number
}

/** What the steps below share. */
interface Context extends AuthorizerDeps {
  lockout: Lockout
  respond: Respond
}

const DAY_MS = 86_400_000
const NO_USE = { seconds: 0, octets: 0 }

/**
 * Answers Access-Requests: at once, without a promise, where who asks is in memory. When the database is away it throws
 * or rejects for those who are not: the request is then left unanswered, so that the gateway turns to another server
 * instead of turning residents away.
 */
export function createAuthorizer(deps: AuthorizerDeps): RadiusHandler<Gateway> {
  const context = { ...deps, lockout: createLockout(), respond: createResponder(deps) }
  return (request) => answer(context, request)
}

/** First step: which method of authentication the request uses. */
function answer(context: Context, request: Request): Reply | Promise<Reply | undefined> {
  const identity = readIdentity(request)
  const { method, userMac, deviceMac } = identity
  if (method !== 'eap' && userMac !== undefined) return authenticateMac(context, request, identity, userMac)
  if (method === 'eap' && context.eap) return authenticateEap(context, request, identity, context.eap)
  if (method !== 'eap' && method !== 'none') return authenticateTicket(context, request, identity, method)
  const credentials = { kind: 'unsupported' } as const
  return authorize(context, request, { method: 'other', deviceMac, credentials, resident: undefined })
}

/** MAC authentication: a device that a resident has signed in with before. */
function authenticateMac(
  context: Context,
  request: Request,
  identity: PresentedIdentity,
  mac: string,
): Reply | Promise<Reply> {
  const { deviceMac } = identity
  const passwordMatches = isMacPassword(request, identity, mac)
  const authentication = (found: CachedDevice | undefined): Authentication => {
    const device = found && { boundUntil: new Date(found.boundUntil * 1000) }
    const credentials = { kind: 'mac', passwordMatches, device } as const
    return { method: 'mac', deviceMac, credentials, resident: found?.resident }
  }
  if (!passwordMatches) return authorize(context, request, authentication(undefined))
  const device = context.cache.device(mac)
  if (!(device instanceof Promise)) return authorize(context, request, authentication(device))
  return device.then(
    (found) => authorize(context, request, authentication(found)),
    (error) => {
      // Nobody knows whose it is while the database is away: in an emergency that does not matter.
      if (emergencyUntil(context, hotspotOf(context, request), request) === undefined) throw error
      return authorize(context, request, authentication(undefined))
    },
  )
}

/** PAP, CHAP or MS-CHAPv2 with the ticket that the portal has just issued. */
async function authenticateTicket(
  context: Context,
  request: Request,
  { userName, deviceMac }: PresentedIdentity,
  method: PasswordMethod,
): Promise<Reply> {
  const { cache, lockout } = context
  const refused = (reason: RejectReason) => {
    const { complete } = checkPassword(request, method, undefined)
    const credentials = { kind: 'refused', reason } as const
    return authorize(context, request, { method, deviceMac, resident: undefined, credentials, complete })
  }
  if (!isStorableText(userName)) return refused('name-with-nul')
  if (lockout.isLocked(userName)) return refused('wrong-password')
  const ticket = await cache.ticket(userName)
  const { passwordMatches, complete } = checkPassword(request, method, ticket?.password)
  const base = { method, deviceMac, resident: undefined, complete }
  if (!ticket || !passwordMatches) {
    lockout.recordFailure(userName)
    const credentials = { kind: 'ticket', passwordMatches, ticket } as const
    return authorize(context, request, { ...base, credentials })
  }
  const resident = await cache.resident(ticket.residentId)
  const repeated = isRepeated(ticket, requestFingerprint(request.client.id, request.packet))
  const credentials = { kind: 'ticket', passwordMatches, ticket: resident && { ...ticket, repeated } } as const
  return authorize(context, request, { ...base, credentials, resident, ticket })
}

/** 802.1X: a round of the conversation, and once it has ended, the decision. */
async function authenticateEap(
  context: Context,
  request: Request,
  { deviceMac }: PresentedIdentity,
  eap: EapAccess,
): Promise<Reply | undefined> {
  const outcome = await eap.handle(request)
  if ('reply' in outcome) return outcome.reply
  const { method, residentId, complete } = outcome
  const resident = residentId === undefined ? undefined : await context.cache.resident(residentId)
  const credentials = credentialsOf(outcome, resident)
  return authorize(context, request, { method, deviceMac, credentials, resident, complete })
}

/** A credential in memory may outlive its resident. */
const credentialsOf = ({ credentials }: EapResult, resident: CachedResident | undefined): Credentials =>
  credentials.kind === 'device-credential' && !resident ? { ...credentials, credential: undefined } : credentials

/** What is known of where a device asks. */
interface Place {
  hotspot: HotspotRef | undefined
  /** Undefined: it is known which hotspot it is. */
  among: ReadonlyArray<number | null> | undefined
}

/** Where the device asks, and whether there is room. */
function authorize(context: Context, request: Request, authentication: Authentication): Reply | Promise<Reply> {
  const { ticket } = authentication
  const hotspot = hotspotOf(context, request, ticket)
  const place = { hotspot, among: groupsAmong(context, request, hotspot, ticket) }
  const full = isFull(context, place, authentication)
  if (typeof full === 'boolean') return decideAt(context, request, authentication, place, full)
  return full.then((known) =>
    decideAt(context, request, authentication, place, known || hasFilled(context, place, authentication)),
  )
}

/** Those who have waited for the same answer are let in one after the other, for as long as there is room. */
function hasFilled({ occupancy }: Context, { hotspot }: Place, { deviceMac }: Authentication): boolean {
  if (!occupancy || !hotspot?.capacity || deviceMac === undefined) return false
  return occupancy.hasFilled(hotspot.id, hotspot.capacity, macNumber(deviceMac))
}

/** Most hotspots turn nobody away: nothing is looked up for them, nor for a device that is online already, wherever. */
function isFull(
  { cache, occupancy, rules }: Context,
  { hotspot, among }: Place,
  { deviceMac, resident }: Authentication,
): boolean | Promise<boolean> {
  if (!occupancy || !hotspot?.capacity || among || !resident || deviceMac === undefined) return false
  if (!rules.turnsAway(hotspot.groupId) || cache.isOnline(resident, deviceMac)) return false
  return occupancy.isFull(hotspot.id, hotspot.capacity, macNumber(deviceMac))
}

/** Decides, and uses the ticket up where there is one. */
function decideAt(
  context: Context,
  request: Request,
  authentication: Authentication,
  { hotspot, among }: Place,
  full: boolean,
): Reply | Promise<Reply> {
  const { cache, rules, respond } = context
  const { method, credentials, deviceMac, resident, ticket, complete } = authentication
  const now = Date.now()
  const voucher = resident?.voucher
  // One literal here and below: copying by spread takes longer than deciding.
  const decision = decide({
    credentials,
    deviceMac,
    gatewayId: request.client.id,
    policy: voucher
      ? rules.policyOfVoucher(voucher)
      : among
        ? rules.policyAmong(among, resident?.level)
        : rules.policyOf(hotspot?.groupId, resident?.level),
    voucherUntil: voucher && new Date(voucher.until * 1000),
    opening: among ? rules.openingAmong(among, now) : rules.openingOf(hotspot?.groupId, now),
    emergencyUntil: emergencyUntil(context, hotspot, request),
    isFull: full,
    now: new Date(now),
    residentBlocked: resident?.blocked ?? false,
    usedToday: resident ? cache.usedToday(resident) : NO_USE,
    otherDevices: resident ? otherDevices(context, resident, deviceMac, ticket) : 0,
  })
  if (decision.accept && decision.emergency)
    return respond(
      request,
      hotspot,
      { method, deviceMac, resident: undefined, ...(complete && { complete }) },
      decision,
    )
  if (!decision.accept || !ticket || deviceMac === undefined) return respond(request, hotspot, authentication, decision)
  holdPlace(context, hotspot, deviceMac)
  return redeem(context, request, ticket, deviceMac, voucher).then((redeemed) =>
    respond(request, hotspot, authentication, redeemed ? decision : { accept: false, reason: 'ticket-used' }),
  )
}

/** A ticket is used up in the database: the device counts from now on, so that meanwhile nobody else has its place. */
function holdPlace({ occupancy, rules }: Context, hotspot: HotspotRef | undefined, mac: string): void {
  if (hotspot?.capacity && rules.turnsAway(hotspot.groupId)) occupancy?.admitted(hotspot.id, macNumber(mac))
}

/** As the gateway names it, else as the portal knew it. */
function hotspotOf({ registry }: Context, { client, packet }: Request, ticket?: Ticket): HotspotRef | undefined {
  const named = registry.hotspotOf(client.id, packet.get(CalledStationId), packet)
  return named ?? (ticket?.hotspotId ? registry.hotspot(ticket.hotspotId) : undefined)
}

/**
 * Whose rules come into question where the request names none of the gateway's hotspots: an access point that nobody
 * registered, or its other radio. What the portal knew counts where the gateway had signed it: the rest the browser may
 * have written. Undefined: it is known.
 */
function groupsAmong(
  { registry }: Context,
  { client, packet }: Request,
  hotspot: HotspotRef | undefined,
  ticket?: Ticket,
): ReadonlyArray<number | null> | undefined {
  if (hotspot && (!ticket || client.uamSecret !== null)) return undefined
  if (hotspot && registry.hotspotOf(client.id, packet.get(CalledStationId), packet)) return undefined
  return registry.groupsAt(client.id)
}

function emergencyUntil(
  { emergencies }: Context,
  hotspot: HotspotRef | undefined,
  { receivedAt }: Request,
): Date | undefined {
  if (!emergencies?.any(receivedAt)) return undefined
  return emergencies.at(hotspot?.id ?? null, receivedAt)?.endsAt
}

function otherDevices(
  { cache }: Context,
  resident: CachedResident,
  mac: string | undefined,
  ticket: Ticket | undefined,
): number {
  const replaced = ticket?.replacesMac
  return replaced ? cache.otherDevices(resident, mac ?? '', replaced) : cache.otherDevices(resident, mac ?? '')
}

/**
 * Only here has the gateway shown that the device is the one of the redirect, which nobody may have signed. Bound first,
 * so that a ticket is not used up for nothing when the database goes away in between.
 */
async function redeem(
  { db, bindingDays }: Context,
  { client, packet }: Request,
  ticket: Ticket,
  mac: string,
  voucher: VoucherTerms | undefined,
): Promise<boolean> {
  const { id, residentId, replacesMac } = ticket
  const until = new Date(voucher ? voucher.until * 1000 : Date.now() + bindingDays * DAY_MS)
  if (replacesMac === null) await bindDevice(db, { mac, residentId, until })
  else if (!(await moveDevice(db, { from: replacesMac, mac, residentId }))) return false
  return consumeTicket(db, id, requestFingerprint(client.id, packet))
}
