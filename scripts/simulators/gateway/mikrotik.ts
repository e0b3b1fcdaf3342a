import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../server/package-root.ts'
import { type AttachedDevice, type BrowserAnswer, type Dialect, type DialectGateway, dashed } from './device.ts'
import { internetPage, page } from './pages.ts'

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
        : loginPage(gateway, device, fields.get('dst') ?? '', '')
    case '/logout':
      await gateway.logOff(device)
      return { status: 200, page: page('Gateway', '<p>Logged out</p>') }
    case '/status':
      return { status: 200, page: page('Gateway', `<p>${gateway.isOnline(device) ? 'Online' : 'Not online'}</p>`) }
  }
  if (gateway.isOnline(device)) return internetPage(device, '/logout')
  return loginPage(gateway, device, url.href, '')
}

async function login(gateway: DialectGateway, device: AttachedDevice, fields: URLSearchParams): Promise<BrowserAnswer> {
  const username = fields.get('username') ?? ''
  const password = fields.get('password') ?? ''
  const wanted = fields.get('dst') ?? ''
  const { challenge } = device
  if (gateway.loginBy === 'http-chap' && (!challenge || challenge.until < Date.now())) {
    return loginPage(gateway, device, wanted, 'invalid challenge')
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
  return loginPage(gateway, device, wanted, error)
}

/** RouterOS prints binary values as backslash and three octal digits an octet. */
export const octal = (bytes: Uint8Array): string =>
  [...bytes].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`).join('')

/** Plaza's template for the router, and what stands in it between `$(` and `)`. */
const template = readFileSync(join(packageRoot, 'server/portal/gateways/mikrotik/login.html'), 'utf8')

/**
 * The router's login page: the template filled in as RouterOS does, variables as they are, `-esc` ones percent-encoded,
 * `$(if x)…$(endif)` left out where x is empty.
 */
function loginPage(gateway: DialectGateway, device: AttachedDevice, wanted: string, error: string): BrowserAnswer {
  const origin = `http://${gateway.host}:${gateway.port}`
  const variables = new Map([
    ['mac', device.mac.toUpperCase()],
    ['ip', device.ip],
    ['username', ''],
    ['link-login', `${origin}/login?dst=${encodeURIComponent(wanted)}`],
    ['link-login-only', `${origin}/login`],
    ['link-orig', wanted],
    ['error', error],
    ['server-name', dashed(device.hotspot.bssid)],
    ['server-address', `${gateway.host}:${gateway.port}`],
    ['identity', gateway.nasIdentifier],
    ['chap-id', ''],
    ['chap-challenge', ''],
  ])
  if (gateway.loginBy === 'http-chap') {
    const challenge = { bytes: randomBytes(16), ident: randomInt(1, 256), until: Date.now() + CHALLENGE_MS }
    device.challenge = challenge
    variables.set('chap-id', octal(Buffer.of(challenge.ident))).set('chap-challenge', octal(challenge.bytes))
  }
  const filled = template
    .replaceAll(/\bPORTAL(?=\?)/g, () => gateway.portalUrl)
    .replaceAll(/\$\(if ([\w-]+)\)(.*?)\$\(endif\)/g, (_, name, text) => (variables.get(name) ? text : ''))
    .replaceAll(/\$\(([\w-]+?)(-esc)?\)/g, (_, name, escaped) => {
      const value = variables.get(name) ?? ''
      return escaped ? encodeURIComponent(value) : value
    })
  return { status: 200, page: filled }
}
