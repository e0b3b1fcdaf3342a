import { createHash, timingSafeEqual } from 'node:crypto'
import { entranceAt } from '../../../network/gateways/captive-portal.ts'
import type { Gateway } from '../../../network/gateways/gateways.ts'
import { type Arrival, type CoovaChilliReply, type HandOver, type Visit, webAddress } from '../../arrival/arrival.ts'
import { RedirectProblem } from '../../problems/problem.ts'
import type { Dialect } from '../dialect.ts'
import { deviceMac, loginTarget, place, type Query, type RedirectRequest, required } from '../redirect-request.ts'

/**
 * CoovaChilli's challenges live 600 s (`challengetimeout`); one older than this is exchanged for a fresh one before a
 * response is made.
 */
const CHALLENGE_GOOD_MS = 540_000

const matches = (query: Query): boolean => query.has('uamip') || query.has('uamport') || query.has('res')

function parse({ rawQuery, query, portalUrl, registry, now }: RedirectRequest): Visit {
  const res = required(query, 'res')
  const uamip = required(query, 'uamip')
  const uamport = required(query, 'uamport')
  const found = place(registry, { nasIdentifier: query.get('nasid'), called: query.get('called') }, [
    'coovachilli',
    'uspot',
    'generic',
  ])
  const { gateway } = found
  if (gateway.uamSecret !== null && !isSigned(portalUrl, rawQuery, gateway.uamSecret)) {
    const message = `the redirect is not signed with the uamsecret of gateway ${gateway.name}`
    throw new RedirectProblem('forged', 'unsigned', message, { gatewayId: gateway.id })
  }
  if (!/^[\w.-]+$/.test(uamip) || !/^\d{1,5}$/.test(uamport)) {
    throw new RedirectProblem('forged', 'no-login-address', 'uamip and uamport are no address and port', {
      gatewayId: gateway.id,
    })
  }
  const { origin } = loginTarget(gateway, `http://${uamip}:${uamport}`)
  const wantedUrl = webAddress(query.get('userurl'))
  const challenge = query.get('challenge')
  const arrival = (): Arrival | undefined =>
    challenge !== undefined && /^[0-9a-f]{32}$/i.test(challenge)
      ? {
          ...found,
          deviceMac: deviceMac(query),
          wantedUrl,
          reply: { dialect: 'coovachilli', origin, challenge: challenge.toLowerCase() },
          arrivedAt: now,
        }
      : undefined
  const againUrl = isUspot(gateway) ? entranceAt('uspot', origin)! : prelogin(origin, wantedUrl)
  switch (res) {
    case 'success':
    case 'already':
      return { event: 'online', wantedUrl: gateway.uamSecret === null ? undefined : wantedUrl }
    case 'failed':
    case 'reject':
      return { event: 'failed', arrival: arrival(), againUrl }
    case 'logoff':
      return { event: 'left', againUrl }
    default: {
      const started = arrival()
      if (!started)
        throw new RedirectProblem('missing', 'wrong-challenge', 'the redirect has no challenge of 16 octets', {
          ...{ parameter: 'challenge', gatewayId: gateway.id },
        })
      return { event: 'start', arrival: started }
    }
  }
}

/**
 * The way back for a ticket: `/logon` with the CHAP response (RFC 1994 section 4.1 over the challenge hashed with
 * `uamsecret`, ident 0), so that no password is in an address.
 */
export function handOver(
  { gateway, wantedUrl = '' }: Pick<Arrival, 'gateway' | 'wantedUrl'>,
  { origin, challenge }: CoovaChilliReply,
  ticket: { username: string; password: string },
): HandOver {
  const query = new URLSearchParams({
    username: ticket.username,
    response: chapResponse(challenge, gateway.uamSecret, ticket.password),
    userurl: wantedUrl,
  })
  return { redirect: `${origin}/logon?${query}` }
}

/** Where to get a fresh challenge; undefined while the one at hand is good. */
export const renewal = ({ gateway, wantedUrl, arrivedAt }: Arrival, { origin }: CoovaChilliReply, now: number) =>
  !isUspot(gateway) && now - arrivedAt > CHALLENGE_GOOD_MS ? prelogin(origin, wantedUrl) : undefined

/** uspot has no `/prelogin`, and needs none: its challenge is the same for a device at any time (handler-uam.uc). */
const isUspot = ({ vendor }: Gateway): boolean => vendor === 'uspot'

const prelogin = (origin: string, wantedUrl = ''): string =>
  `${origin}/prelogin?${new URLSearchParams({ userurl: wantedUrl })}`

/** Lower-case hex of MD5(0 ‖ password ‖ key), where key is MD5(challenge ‖ uamsecret), or the challenge without one. */
export function chapResponse(challenge: string, uamSecret: Gateway['uamSecret'], password: string): string {
  const octets = Buffer.from(challenge, 'hex')
  const key = uamSecret === null ? octets : createHash('md5').update(octets).update(uamSecret).digest()
  return createHash('md5').update(Buffer.of(0)).update(password).update(key).digest('hex')
}

/**
 * Whether the last parameter, `md`, is MD5(address before `&md=` ‖ uamsecret). The address is made of where gateways are
 * told the portal is, not of what the browser says; uspot's documents have a slash at its end.
 */
export function isSigned(portalUrl: string, rawQuery: string, uamSecret: string): boolean {
  const signed = /^(.*)&md=([0-9a-f]{32})$/is.exec(rawQuery)
  if (!signed) return false
  const [, before = '', md = ''] = signed
  return [portalUrl, `${portalUrl}/`].some((address) => {
    const expected = createHash('md5').update(`${address}?${before}`).update(uamSecret).digest()
    return timingSafeEqual(expected, Buffer.from(md, 'hex'))
  })
}

/** CoovaChilli's universal access method (coova-chilli src/redir.c), which uspot speaks too. */
export const coovachilli: Dialect<CoovaChilliReply> = {
  matches,
  parse,
  handOver,
  renewal,
  loginOrigin: ({ origin }) => origin,
}
