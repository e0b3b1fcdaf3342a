import type { RequestHandler } from 'express'
import { whileEmergency } from '../access/emergencies/while-emergency.ts'
import { accountOf } from '../access/policies/accounts.ts'
import { levelNames } from '../access/policies/levels.ts'
import { rulesWhere } from '../access/policies/rules.ts'
import { captiveApiPath, redirectAddress } from '../network/gateways/captive-portal.ts'
import type { Gateway } from '../network/gateways/gateways.ts'
import { openSessionAt } from '../sessions/live.ts'
import { silentBefore } from '../sessions/silence.ts'
import { localDay } from '../usage/local-day.ts'
import { usageNow } from '../usage/today.ts'
import { gatewayNumber } from './gateways/addresses.ts'
import type { PortalParts } from './parts.ts'
import { Problem } from './problems/problem.ts'

/** The answer's media type, and its keys (RFC 8908 sections 8.1 and 5). */
const MEDIA_TYPE = 'application/captive+json'

/** How a socket of both families writes an IPv4 address (RFC 4291 section 2.5.5.2). */
const MAPPED = /^::ffff:(?=\d+\.)/i

interface CaptiveState {
  captive: boolean
  'user-portal-url'?: string
  'venue-info-url': string
  'can-extend-session'?: boolean
  'seconds-remaining'?: number
  'bytes-remaining'?: number
}

/**
 * The Captive Portal API (RFC 8908) of one gateway, whose address its DHCP and router advertisements give (RFC 8910).
 * A device is known by its address, which the gateway reported for its session (Framed-IP-Address): so it tells each
 * device of itself alone, and nobody can ask for another. Behind a gateway that translates addresses nobody is known:
 * such a one must not announce it.
 */
export function captiveApi({ config, db, registry, emergencies }: PortalParts): RequestHandler {
  const dayOf = localDay(config.timeZone)
  const levels = levelNames(config)
  const { publicUrl } = config.http
  const venue = { 'venue-info-url': `${publicUrl}/` }

  async function stateOf(gateway: Gateway, address: string): Promise<CaptiveState> {
    const gatewayId = gateway.id
    // By TLS, as the RFC wants it; from there the gateway sends the device on.
    const portal = redirectAddress(gateway) === undefined ? {} : { 'user-portal-url': publicUrl + entryPath(gatewayId) }
    const urls = { ...portal, ...venue }
    const session = await openSessionAt(db, gatewayId, address)
    if (!session) return { captive: true, ...urls }
    const { residentId, hotspotId, startedAt } = session
    const now = new Date()
    const account = residentId === null ? undefined : await accountOf(db, residentId, levels)
    const { policy, opening } = await rulesWhere(db, { hotspotId, gatewayId }, config.timeZone, now, account)
    const emergencyUntil = emergencies?.at(hotspotId, now.getTime())?.endsAt
    const { open, until: closing } = whileEmergency(opening, emergencyUntil, now)
    const today = { dayOf, since: silentBefore(policy.interimSeconds) }
    const used = residentId === null ? undefined : (await usageNow(db, [residentId], today)).get(residentId)
    const ofSession = policy.sessionSeconds - (now.getTime() - startedAt.getTime()) / 1000
    // What another press on the portal would not give again.
    const final = [
      open ? (closing ? (closing.getTime() - now.getTime()) / 1000 : Number.POSITIVE_INFINITY) : 0,
      policy.dailySeconds === null ? Number.POSITIVE_INFINITY : policy.dailySeconds - (used?.seconds ?? 0),
      (account?.voucher?.until ?? Number.POSITIVE_INFINITY) - now.getTime() / 1000,
    ]
    const octets = policy.dailyOctets === null ? undefined : policy.dailyOctets - (used?.octets ?? 0)
    return {
      captive: false,
      ...urls,
      // One press on the portal begins another session, until it closes or the day's quota is used up.
      'can-extend-session': ofSession < Math.min(...final) && (octets ?? 1) > 0,
      'seconds-remaining': Math.max(0, Math.floor(Math.min(ofSession, ...final))),
      ...(octets !== undefined && { 'bytes-remaining': Math.max(0, octets) }),
    }
  }

  return async (request, response) => {
    const gatewayId = gatewayNumber(String(request.params.gateway))
    response.set({ 'cache-control': 'private, no-store', 'content-type': MEDIA_TYPE })
    const gateway = registry.gateway(gatewayId)
    if (!gateway) {
      response.status(404).send(JSON.stringify({ captive: true, ...venue }))
      return
    }
    // A person who opens the address wants the portal (RFC 8910 section 2).
    if (request.accepts([MEDIA_TYPE, 'html']) === 'html' && redirectAddress(gateway) !== undefined) {
      response.removeHeader('content-type')
      response.redirect(303, entryPath(gatewayId))
      return
    }
    response.send(JSON.stringify(await stateOf(gateway, (request.ip ?? '').replace(MAPPED, ''))))
  }
}

const entryPath = (gatewayId: number) => `${captiveApiPath(gatewayId)}/portal`

/** `user-portal-url`: leads a device to its gateway, which redirects it to the portal and says there who it is. */
export function enterByGateway({ registry }: Pick<PortalParts, 'registry'>): RequestHandler {
  return (request, response) => {
    const gateway = registry.gateway(gatewayNumber(String(request.params.gateway)))
    const address = gateway && redirectAddress(gateway)
    if (address === undefined) throw new Problem('unknown-hotspot', 'no gateway with a login address has that number')
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).redirect(303, address)
  }
}
