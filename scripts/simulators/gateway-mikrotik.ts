import { randomBytes, randomInt } from 'node:crypto'
import { type AttachedDevice, type BrowserAnswer, type Dialect, type DialectGateway, dashed } from './gateway-device.ts'
import { internetPage, page } from './gateway-pages.ts'

const CHALLENGE_MS = 600_000

/**
 * MikroTik's hotspot with Plaza's `login.html`, which sends the browser on to the portal with everything that RouterOS
 * lets a template print; `/login` takes user name and password, hashed when `chap-id` was not empty.
 */
export const mikrotik: Dialect = async (gateway, device, { url, fields }) => {
  switch (url.pathname) {
    case '/login':
      if (fields.has('username')) return login(gateway, device, fields)
      return gateway.isOnline(device)
        ? { redirect: `http://${gateway.host}:${gateway.port}/status` }
        : { redirect: portalAddress(gateway, device, fields.get('dst') ?? '', '') }
    case '/logout':
      await gateway.logOff(device)
      return { status: 200, page: page('Gateway', '<p>Logged out</p>') }
    case '/status':
      return { status: 200, page: page('Gateway', `<p>${gateway.isOnline(device) ? 'Online' : 'Not online'}</p>`) }
  }
  if (gateway.isOnline(device)) return internetPage(device, '/logout')
  return { redirect: portalAddress(gateway, device, url.href, '') }
}

async function login(gateway: DialectGateway, device: AttachedDevice, fields: URLSearchParams): Promise<BrowserAnswer> {
  const username = fields.get('username') ?? ''
  const password = fields.get('password') ?? ''
  const wanted = fields.get('dst') ?? ''
  const { challenge } = device
  if (gateway.loginBy === 'http-chap' && (!challenge || challenge.until < Date.now())) {
    return { redirect: portalAddress(gateway, device, wanted, 'invalid challenge') }
  }
  const outcome = await gateway.logIn(
    device,
    gateway.loginBy === 'http-chap' && challenge
      ? {
          method: 'chap',
          username,
          chap: Buffer.concat([Buffer.of(challenge.ident), Buffer.from(password, 'hex')]),
          challenge: challenge.bytes,
        }
      : { method: 'pap', username, password },
  )
  if (outcome === 'accept') return { redirect: wanted || `http://${gateway.host}:${gateway.port}/status` }
  const error = outcome === 'timeout' ? 'RADIUS server is not responding' : 'invalid username or password'
  return { redirect: portalAddress(gateway, device, wanted, error) }
}

/** RouterOS prints binary values as backslash and three octal digits an octet. */
export const octal = (bytes: Uint8Array): string =>
  [...bytes].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`).join('')

function portalAddress(gateway: DialectGateway, device: AttachedDevice, wanted: string, error: string): string {
  const origin = `http://${gateway.host}:${gateway.port}`
  let chapId = ''
  let chapChallenge = ''
  if (gateway.loginBy === 'http-chap') {
    const challenge = { bytes: randomBytes(16), ident: randomInt(1, 256), until: Date.now() + CHALLENGE_MS }
    device.challenge = challenge
    chapId = octal(Buffer.of(challenge.ident))
    chapChallenge = octal(challenge.bytes)
  }
  const query = {
    mac: dashed(device.mac).replaceAll('-', ':'),
    ip: device.ip,
    username: '',
    'link-login': `${origin}/login?dst=${encodeURIComponent(wanted)}`,
    'link-login-only': `${origin}/login`,
    'link-orig': wanted,
    error,
    'chap-id': chapId,
    'chap-challenge': chapChallenge,
    'server-name': dashed(device.hotspot.bssid),
    'server-address': `${gateway.host}:${gateway.port}`,
    identity: gateway.nasIdentifier,
  }
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${gateway.portalUrl}?${pairs.join('&')}`
}
