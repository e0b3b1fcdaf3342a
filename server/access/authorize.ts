import { Counter } from 'prom-client'
import {
  CalledStationId,
  CallingStationId,
  ChapPassword,
  Class,
  Code,
  checkChap,
  EapMessage,
  type RadiusHandler,
  type RadiusRequest,
  ReplyMessage,
  reply,
  UserName,
  UserPassword,
  userPassword,
} from '../../radius/index.ts'
import type { Database } from '../database/connection.ts'
import { bindDevice } from '../directory/devices.ts'
import type { Gateway } from '../hotspots/gateways.ts'
import type { Registry } from '../hotspots/registry.ts'
import { parseMac } from '../mac.ts'
import type { Sealer } from '../sealing.ts'
import { sealClass } from '../sessions/key.ts'
import type { AccessLog, AccessMethod } from './access-log.ts'
import { type Credentials, type Decision, decide } from './decide.ts'
import type { Known } from './known.ts'
import type { CurrentPolicy } from './policies.ts'
import { replyMessages } from './reply-messages.ts'
import { consumeTicket } from './tickets.ts'
import { limitAttributes } from './vendor-attributes.ts'

const decisions = new Counter({
  name: 'plaza_radius_access_total',
  help: 'Access-Requests decided, by result, reason and method',
  labelNames: ['result', 'reason', 'method'],
})

interface AuthorizeDeps {
  db: Database
  sealer: Sealer
  registry: Registry
  known: Known
  policy: CurrentPolicy
  accessLog: AccessLog
  /** How long a device that a ticket let in goes online without a page. */
  bindingDays: number
}

const DAY_MS = 86_400_000

type Request = RadiusRequest<Gateway>

/** What the request shows of who asks. */
interface Asked {
  method: AccessMethod
  deviceMac: string | undefined
  credentials: Credentials
  residentId: number | undefined
  ticket: { id: number; hotspotId: number | null } | undefined
}

/**
 * Answers Access-Requests. When the database is away it rejects its promise: the request is then left unanswered, so
 * that the gateway turns to another server instead of turning residents away.
 */
export function createAuthorizer(deps: AuthorizeDeps): RadiusHandler<Gateway> {
  const { db, sealer, registry, known, policy, accessLog, bindingDays } = deps
  return async (request) => {
    const gateway = request.client
    const asked = await whoAsks(request, known)
    const { residentId, deviceMac, method } = asked
    const decision = await decideAndConsume(asked)

    const fromStation = registry.hotspotOf(gateway.id, request.packet.get(CalledStationId))
    const hotspotId = fromStation?.id ?? asked.ticket?.hotspotId ?? null
    const reason = decision.accept ? 'accepted' : decision.reason
    const entry = { at: new Date(), gatewayId: gateway.id, hotspotId, method, reason } as const
    accessLog.write({ ...entry, residentId: residentId ?? null, deviceMac: deviceMac ?? null })
    decisions.inc({ result: decision.accept ? 'accept' : 'reject', reason, method })

    if (!decision.accept) return reply(Code.AccessReject).add(ReplyMessage, replyMessages[decision.reason])
    const accept = reply(Code.AccessAccept)
    const { numbers, texts } = limitAttributes(gateway.vendor, decision.limits)
    for (const [type, value] of numbers) accept.add(type, value)
    for (const [type, value] of texts) accept.add(type, value)
    if (residentId !== undefined && deviceMac !== undefined) {
      known.letIn(residentId, deviceMac)
      accept.add(
        Class,
        sealClass(sealer, { residentId, deviceMac, hotspotId, interimSeconds: decision.limits.interimSeconds }),
      )
    }
    return accept

    async function decideAndConsume({ credentials, ticket }: Asked): Promise<Decision> {
      const [residentBlocked, usedToday, otherDevices] =
        residentId === undefined
          ? [false, { seconds: 0, octets: 0 }, 0]
          : await Promise.all([
              known.residentBlocked(residentId),
              known.usedToday(residentId),
              known.otherDevices(residentId, deviceMac ?? ''),
            ])
      const decided = decide({
        ...{ credentials, deviceMac, gatewayId: gateway.id, residentBlocked, usedToday, otherDevices },
        policy: policy.get(),
        now: new Date(),
      })
      if (!decided.accept || !ticket || residentId === undefined || deviceMac === undefined) return decided
      // Only here has the gateway shown that the device is the one of the redirect, which nobody may have signed. Bound
      // first, so that a ticket is not used up for nothing when the database goes away in between.
      await bindDevice(db, { mac: deviceMac, residentId, until: new Date(Date.now() + bindingDays * DAY_MS) })
      return (await consumeTicket(db, ticket.id)) ? decided : { accept: false, reason: 'ticket-used' }
    }
  }
}

/** MAC authentication where User-Name is the device's own MAC, in whatever spelling; else a ticket. */
async function whoAsks(request: Request, known: Known): Promise<Asked> {
  const { packet } = request
  const deviceMac = parseMac(packet.get(CallingStationId) ?? '', true)
  const userName = packet.get(UserName) ?? ''
  const nobody = { deviceMac, residentId: undefined, ticket: undefined }
  const userMac = parseMac(userName)
  const proof = proofOf(request)
  if (proof === 'eap') return { ...nobody, method: 'other', credentials: { kind: 'unsupported' } }
  if (userMac !== undefined && (deviceMac === undefined || userMac === deviceMac)) {
    const passwordRight = proof === 'none' || macPasswordRight(request, userName, userMac)
    const device = await known.device(userMac)
    const credentials: Credentials = { kind: 'mac', passwordRight, device }
    return { ...nobody, method: 'mac', credentials, residentId: device?.residentId }
  }
  if (proof === 'none') return { ...nobody, method: 'other', credentials: { kind: 'unsupported' } }
  const ticket = await known.ticket(userName)
  const passwordRight = ticket !== undefined && ticketPasswordRight(request, proof, ticket.password)
  return {
    method: proof,
    deviceMac,
    credentials: { kind: 'ticket', passwordRight, ticket },
    residentId: passwordRight ? ticket.residentId : undefined,
    ticket: passwordRight ? ticket : undefined,
  }
}

function proofOf({ packet }: Request): 'pap' | 'chap' | 'eap' | 'none' {
  if (packet.has(EapMessage)) return 'eap'
  if (packet.has(ChapPassword)) return 'chap'
  return packet.has(UserPassword) ? 'pap' : 'none'
}

function ticketPasswordRight(request: Request, proof: 'pap' | 'chap', password: string): boolean {
  if (proof === 'chap') return checkChap(request, password)
  return userPassword(request)?.equals(Buffer.from(password)) ?? false
}

/** Gateways repeat the address as the password (CoovaChilli's default), in PAP or CHAP, or leave it empty. */
function macPasswordRight(request: Request, userName: string, mac: string): boolean {
  if (request.packet.has(ChapPassword)) return checkChap(request, userName)
  const password = userPassword(request)?.toString('utf8') ?? ''
  return password === '' || parseMac(password) === mac
}
