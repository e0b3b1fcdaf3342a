import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import type { Gateway } from '../../../network/gateways/gateways.ts'
import { type Arrival, type OpenNdsReply, type Visit, webAddress } from '../../arrival/arrival.ts'
import { RedirectProblem } from '../../problems/problem.ts'
import type { OpenedDialect } from '../opened-dialect.ts'
import { deviceMac, doubled, loginTarget, type Query, type RedirectRequest, required } from '../redirect-request.ts'

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
/** Only what is needed later is kept, so that this bounds work and not the cookie. */
const MAX_QUERY = 8192

/**
 * The text of `fas`, `name=value` pairs after commas (openNDS, fas.rst, "Example FAS Query strings"). Levels 2 and 3 are
 * AES-256-CBC under the first 32 characters of `faskey`, zero-padded, with the 16 characters of `iv`, in base64 twice; CBC
 * without a MAC, so that whatever comes out is read strictly. Level 1 is base64 alone.
 */
export function readFas(given: string, iv: string | undefined, faskey: string): Map<string, string> {
  // The gateway does not escape base64's plus, which is a space in a query.
  const fas = given.replaceAll(' ', '+')
  if (fas.length > MAX_QUERY || !BASE64.test(fas)) throw unreadable()
  const outer = Buffer.from(fas, 'base64')
  const text = iv === undefined ? outer : decrypt(outer.toString('latin1'), iv, faskey)
  const pairs = new Map<string, string>()
  for (const pair of text.toString('utf8').split(', ')) {
    const [, name, value] = /^([\w-]+)=(.*)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined) continue
    if (pairs.has(name)) throw doubled(name)
    pairs.set(name, value)
  }
  if (!/^[0-9a-f]{64}$/.test(pairs.get('hid') ?? '')) throw unreadable()
  return pairs
}

function decrypt(inner: string, iv: string, faskey: string): Buffer {
  if (!/^[\x21-\x7e]{16}$/.test(iv) || !BASE64.test(inner)) throw unreadable()
  const key = Buffer.alloc(32)
  key.write(faskey, 'latin1')
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.from(iv, 'latin1'))
  try {
    return Buffer.concat([decipher.update(Buffer.from(inner, 'base64')), decipher.final()])
  } catch {
    throw unreadable()
  }
}

const unreadable = () =>
  new RedirectProblem('forged', 'unreadable', 'the redirect is not one that the gateway’s faskey made')

/** What shows the gateway that the portal let the device in: SHA-256 of `hid` and `faskey`, hex (openNDS, fas-hid.php). */
export const rhidOf = (hid: string, faskey: string): string =>
  createHash('sha256').update(hid).update(faskey).digest('hex')

const KEPT_BY_RAWURLENCODE = /[!'()*]/g

/**
 * SHA-256 of the gateway's name, percent-encoded, by which authmon names it: openNDS writes the octets of a colon or an
 * accent in lower-case hex (src/util.c, uh_urlencode), PHP's rawurlencode, of which some versions make it, in capitals.
 */
export function isGatewayHash(name: string, given: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(given)) return false
  const capitals = encodeURIComponent(name).replace(
    KEPT_BY_RAWURLENCODE,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const small = capitals.replace(/%../g, (octet) => octet.toLowerCase())
  const isHash = (text: string) =>
    timingSafeEqual(createHash('sha256').update(text).digest(), Buffer.from(given, 'hex'))
  return isHash(small) || isHash(capitals)
}

/** @throws {Problem} unless an openNDS gateway with a faskey has this id */
export function openNdsGateway(
  registry: RedirectRequest['registry'],
  id: number | undefined,
): Gateway & { uamSecret: string } {
  const gateway = id === undefined ? undefined : registry.gateway(id)
  if (gateway?.vendor !== 'opennds')
    throw new RedirectProblem('unknown-hotspot', 'unknown-gateway', 'no openNDS gateway has the number in the path')
  const { uamSecret } = gateway
  if (uamSecret === null)
    throw new RedirectProblem(
      'forged',
      'no-secret',
      `gateway ${gateway.name} has no faskey: see plaza gateway set --uam-secret-make`,
    )
  return { ...gateway, uamSecret }
}

function parse({ query, registry, gatewayId, now }: RedirectRequest): Visit {
  const gateway = openNdsGateway(registry, gatewayId)
  const iv = query.get('iv')
  const fas = query.get('fas')
  // Up to version 8, level 1 has the pairs as parameters.
  const said: Query = fas === undefined ? query : readFas(fas, iv, gateway.uamSecret)
  const encrypted = fas !== undefined && iv !== undefined
  const wanted = said.get('originurl') ?? said.get('redir')
  const wantedUrl = webAddress(wanted === undefined ? undefined : unescaped(wanted))
  if (said.get('status') === 'authenticated' || query.get('status') === 'authenticated')
    return { event: 'online', wantedUrl: encrypted ? wantedUrl : undefined }
  const hid = required(said, 'hid')
  if (!/^[0-9a-f]{64}$/.test(hid)) throw unreadable()
  const fetches = gateway.loginOrigins.length === 0
  if (fetches && !encrypted)
    throw new RedirectProblem(
      'forged',
      'unencrypted',
      `gateway ${gateway.name} is of level 3, the redirect is not encrypted`,
    )
  const authUrl = fetches
    ? undefined
    : loginTarget(gateway, `http://${required(said, 'gatewayaddress')}/opennds_auth/`).href
  return {
    event: 'start',
    arrival: {
      gateway,
      hotspot: registry.hotspotOf(gateway.id, said.get('gatewaymac')),
      deviceMac: deviceMac(said, 'clientmac'),
      wantedUrl,
      reply: { dialect: 'opennds', hid, encrypted, ...(authUrl === undefined ? {} : { authUrl }) },
      arrivedAt: now,
    },
  }
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const rhid = ({ gateway }: Arrival, { hid }: OpenNdsReply): string => rhidOf(hid, gateway.uamSecret ?? '')

/**
 * openNDS with Plaza as its forwarding authentication service (FAS), levels 1 to 3 (openNDS, fas.rst). At levels 1 and 2 the
 * browser takes the answer to the gateway; a gateway without a login origin is of level 3 and fetches it, see authmon.ts.
 */
export const opennds: OpenedDialect<OpenNdsReply> = {
  matches: (query) => query.has('fas') || query.has('hid') || query.get('status') === 'authenticated',
  parse,
  vouched: ({ encrypted }) => encrypted,
  placed: ({ encrypted }) => encrypted,
  token: (arrival, reply) => (reply.authUrl === undefined ? rhid(arrival, reply) : undefined),
  open(arrival, reply, _, successUrl) {
    if (reply.authUrl === undefined) return OPENING
    const query = new URLSearchParams({ tok: rhid(arrival, reply), redir: successUrl })
    return `${reply.authUrl}?${query}`
  },
  origin: ({ authUrl }) => (authUrl === undefined ? undefined : new URL(authUrl).origin),
}

/** Where the browser waits until the gateway has fetched its grant. */
export const OPENING = '/portal/opening'
