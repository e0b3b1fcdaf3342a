import { createHash } from 'node:crypto'
import { type Arrival, type HandOver, type MikrotikReply, type Visit, webAddress } from '../../arrival/arrival.ts'
import { RedirectProblem } from '../../problems/problem.ts'
import type { Dialect } from '../dialect.ts'
import { deviceMac, loginTarget, place, type Query, type RedirectRequest, required } from '../redirect-request.ts'

const matches = (query: Query): boolean => query.has('link-login-only') || query.has('identity')

function parse({ query, registry, now }: RedirectRequest): Visit {
  const loginUrl = required(query, 'link-login-only')
  const found = place(registry, { nasIdentifier: required(query, 'identity'), called: query.get('server-name') }, [
    'mikrotik',
    'generic',
  ])
  const target = loginTarget(found.gateway, loginUrl)
  const chap = readChap(query.get('chap-id') ?? '', query.get('chap-challenge') ?? '')
  const reply: MikrotikReply = { dialect: 'mikrotik', loginUrl: target.origin + target.pathname, ...(chap && { chap }) }
  const wantedUrl = webAddress(query.get('link-orig'))
  const arrival: Arrival = { ...found, deviceMac: deviceMac(query), wantedUrl, reply, arrivedAt: now }
  return query.get('error') ? { event: 'failed', arrival, againUrl: target.href } : { event: 'start', arrival }
}

/**
 * The way back for a ticket: a form to `link-login-only`. With http-chap the password is lower-case hex of MD5(chap-id ‖
 * password ‖ chap-challenge); with http-pap it goes as it is, in the form's body.
 *
 * @param successUrl where the router sends the browser once it is online
 */
export function handOver(
  { loginUrl, chap }: MikrotikReply,
  { username, password }: { username: string; password: string },
  successUrl: string,
): HandOver {
  const proof = chap ? chapPassword(chap, password) : password
  return { form: { action: loginUrl, fields: { username, password: proof, dst: successUrl, popup: 'false' } } }
}

/** @param chap octets in hex */
export const chapPassword = (chap: { id: string; challenge: string }, password: string): string =>
  createHash('md5')
    .update(Buffer.from(chap.id, 'hex'))
    .update(password)
    .update(Buffer.from(chap.challenge, 'hex'))
    .digest('hex')

function readChap(id: string, challenge: string): MikrotikReply['chap'] {
  if (id === '' && challenge === '') return undefined
  const octets = { id: decodeOctal(id), challenge: decodeOctal(challenge) }
  if (octets.id?.length !== 1 || !octets.challenge?.length || octets.challenge.length > 64) {
    throw new RedirectProblem('missing', 'wrong-challenge', 'chap-id and chap-challenge are not what RouterOS prints', {
      parameter: 'chap-challenge',
    })
  }
  return { id: octets.id.toString('hex'), challenge: octets.challenge.toString('hex') }
}

/** RouterOS prints octets as a backslash and three octal digits, some as the character itself; undefined: neither. */
export function decodeOctal(text: string): Buffer | undefined {
  if (!/^(?:\\[0-3][0-7]{2}|\\[^0-7\u0100-\u{10ffff}]|[^\\\u0100-\u{10ffff}])*$/u.test(text)) return undefined
  const octets = [...text.matchAll(/\\([0-3][0-7]{2})|\\?(.)/gsu)].map(([, octal, character]) =>
    octal === undefined ? character!.codePointAt(0)! : Number.parseInt(octal, 8),
  )
  return Buffer.from(octets)
}

/** MikroTik's hotspot with our `mikrotik/login.html` on the router, which redirects with the parameters read here. */
export const mikrotik: Dialect<MikrotikReply> = {
  matches,
  parse,
  handOver: (_, reply, ticket, successUrl) => handOver(reply, ticket, successUrl),
  loginOrigin: ({ loginUrl }) => new URL(loginUrl).origin,
}
