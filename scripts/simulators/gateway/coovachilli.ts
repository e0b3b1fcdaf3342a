import { createHash, randomBytes } from 'node:crypto'
import { type AttachedDevice, type BrowserAnswer, type Dialect, type DialectGateway, dashed } from './device.ts'
import { internetPage, page } from './pages.ts'

/** CoovaChilli's `challengetimeout`. */
const CHALLENGE_MS = 600_000

/**
 * CoovaChilli's universal access method as its source has it (src/redir.c): every address leads to the portal until
 * `/logon` is answered with a response to the challenge in the redirect.
 */
export const coovachilli: Dialect = async (gateway, device, { url, fields }) => {
  switch (url.pathname) {
    case '/logon':
    case '/login':
      return logon(gateway, device, fields)
    case '/logoff':
    case '/logout':
      await gateway.logOff(device)
      return { redirect: portalAddress(gateway, device, 'logoff', fields) }
    case '/prelogin':
      return { redirect: portalAddress(gateway, device, gateway.isOnline(device) ? 'already' : 'notyet', fields) }
    case '/status':
      return { status: 200, page: page('Gateway', `<p>${gateway.isOnline(device) ? 'Online' : 'Not online'}</p>`) }
  }
  if (gateway.isOnline(device)) return internetPage(device, '/logoff')
  fields.set('userurl', url.href)
  return { redirect: portalAddress(gateway, device, 'notyet', fields) }
}

async function logon(gateway: DialectGateway, device: AttachedDevice, fields: URLSearchParams): Promise<BrowserAnswer> {
  const failed = (reason: string) => ({ redirect: portalAddress(gateway, device, 'failed', fields, reason) })
  const { challenge } = device
  const username = fields.get('username')
  if (gateway.isOnline(device)) return { redirect: portalAddress(gateway, device, 'already', fields) }
  if (!username || !challenge || challenge.until < Date.now()) return failed('other')
  const key = challengeKey(challenge.bytes, gateway.uamSecret)
  const response = Buffer.from(fields.get('response') ?? '', 'hex')
  const password = Buffer.from(fields.get('password') ?? '', 'hex')
  if (response.length !== 16 && password.length === 0) return failed('other')
  const outcome = await gateway.logIn(
    device,
    response.length === 16
      ? {
          method: 'chap',
          username,
          chap: Buffer.concat([Buffer.of(Number(fields.get('ident') ?? 0)), response]),
          challenge: key,
        }
      : { method: 'pap', username, password: unmask(password, key).toString('utf8') },
  )
  if (outcome !== 'accept') return failed(outcome)
  return { redirect: portalAddress(gateway, device, 'success', fields) }
}

/** What responses are computed over: the challenge, hashed with `uamsecret` where there is one. */
export const challengeKey = (challenge: Buffer, uamSecret: string | null): Buffer =>
  uamSecret === null ? challenge : createHash('md5').update(challenge).update(uamSecret).digest()

/** The password field's mask: XOR with the key, which repeats every 16 octets; trailing zeros are padding. */
export function unmask(masked: Buffer, key: Buffer): Buffer {
  const plain = Buffer.from(masked.map((octet, index) => octet ^ (key[index % key.length] ?? 0)))
  const end = plain.indexOf(0)
  return end === -1 ? plain : plain.subarray(0, end)
}

/** The redirect's `md`: upper-case hex of MD5 over the address so far and `uamsecret`. */
export const sign = (address: string, uamSecret: string): string =>
  createHash('md5').update(address).update(uamSecret).digest('hex').toUpperCase()

function portalAddress(
  gateway: DialectGateway,
  device: AttachedDevice,
  res: string,
  fields: URLSearchParams,
  reason?: string,
): string {
  const query: Array<[string, string | undefined]> = [
    ['res', res],
    ['reason', reason],
    ['uamip', gateway.host],
    ['uamport', String(gateway.port)],
  ]
  if (res === 'notyet' || res === 'failed') query.push(['challenge', newChallenge(device)])
  query.push(
    ['called', dashed(device.hotspot.bssid)],
    ['mac', dashed(device.mac)],
    ['ip', device.ip],
    ['ssid', device.hotspot.ssid],
    ['nasid', gateway.nasIdentifier],
    ['sessionid', device.acctSessionId],
    ['userurl', fields.get('userurl') ?? undefined],
  )
  const pairs = query.flatMap(([name, value]) => (value === undefined ? [] : `${name}=${encodeURIComponent(value)}`))
  const address = `${gateway.portalUrl}?${pairs.join('&')}`
  return gateway.uamSecret === null ? address : `${address}&md=${sign(address, gateway.uamSecret)}`
}

function newChallenge(device: AttachedDevice): string {
  const bytes = randomBytes(16)
  device.challenge = { bytes, ident: 0, until: Date.now() + CHALLENGE_MS }
  return bytes.toString('hex')
}
