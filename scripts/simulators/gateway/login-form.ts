import { randomBytes } from 'node:crypto'
import { type AttachedDevice, type BrowserAnswer, type Dialect, type DialectGateway, dashed } from './device.ts'
import { internetPage, page } from './pages.ts'

type Pairs = Array<[name: string, value: string]>

/** What is particular to a gateway that takes user name and password by a form, as its vendor documents it. */
interface LoginPage {
  path: string
  /** The redirect's parameters in their order; `failed` after a login that RADIUS refused. */
  redirect(gateway: DialectGateway, device: AttachedDevice, wanted: string, failed: boolean): Pairs
  /** User name and password, or undefined where the form is not what the gateway wants. */
  credentials(fields: URLSearchParams, device: AttachedDevice): { username: string; password: string } | undefined
  /** Where the browser goes after login. */
  next(fields: URLSearchParams): string | null
}

/** Every page of a device that is not online leads to the portal; the login page shows RADIUS what the form holds. */
const gatewayWith = (login: LoginPage): Dialect => {
  const toPortal = (
    gateway: DialectGateway,
    device: AttachedDevice,
    wanted: string,
    failed: boolean,
  ): BrowserAnswer => {
    const pairs = login.redirect(gateway, device, wanted, failed)
    const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
    return { redirect: `${gateway.portalUrl}?${query}` }
  }
  return async (gateway, device, { url, method, fields }) => {
    if (url.pathname === '/logout') {
      await gateway.logOff(device)
      return { status: 200, page: page('Gateway', '<p>Logged out</p>') }
    }
    if (url.pathname === login.path && method === 'POST') {
      const credentials = login.credentials(fields, device)
      if (!credentials) return { status: 400, page: page('Gateway', '<p>Not the form of this gateway</p>') }
      const outcome = await gateway.logIn(device, { method: 'pap', ...credentials })
      if (outcome !== 'accept') return toPortal(gateway, device, '', true)
      return { redirect: login.next(fields) ?? `http://${gateway.host}:${gateway.port}/` }
    }
    if (gateway.isOnline(device)) return internetPage(device, '/logout')
    return toPortal(gateway, device, url.href, false)
  }
}

const named = (fields: URLSearchParams, user: string, password: string) => {
  const given = { username: fields.get(user), password: fields.get(password) }
  return given.username && given.password ? { username: given.username, password: given.password } : undefined
}

/** Cisco AireOS and Catalyst 9800 with external web authentication. */
export const cisco = gatewayWith({
  path: '/login.html',
  redirect: ({ host, port }, device, wanted, failed) => [
    ['switch_url', `http://${host}:${port}/login.html`],
    ['ap_mac', device.hotspot.bssid],
    ['client_mac', device.mac],
    ['wlan', device.hotspot.ssid],
    ...(failed ? ([['statusCode', '5']] as Pairs) : []),
    ['redirect', wanted],
  ],
  credentials: (fields) => (fields.get('buttonClicked') === '4' ? named(fields, 'username', 'password') : undefined),
  next: (fields) => fields.get('redirect_url'),
})

/** Aruba Instant with an external captive portal. */
export const aruba = gatewayWith({
  path: '/cgi-bin/login',
  redirect: ({ host, nasIdentifier }, device, wanted, failed) => [
    ['cmd', 'login'],
    ['mac', device.mac],
    ['essid', device.hotspot.ssid],
    ['ip', device.ip],
    ['apname', dashed(device.hotspot.bssid)],
    ['apmac', device.hotspot.bssid],
    ['vcname', nasIdentifier],
    ['switchip', host],
    ...(failed ? ([['errmsg', 'Authentication failed']] as Pairs) : []),
    ['url', wanted],
  ],
  credentials: (fields) => (fields.get('cmd') === 'authenticate' ? named(fields, 'user', 'password') : undefined),
  next: (fields) => fields.get('url'),
})

/** Ruckus ZoneDirector and Unleashed with a hotspot (WISPr) service; afterwards it shows where one wanted to go. */
export const ruckus = gatewayWith({
  path: '/login',
  redirect: ({ host }, device, wanted, failed) => [
    ['sip', host],
    ['mac', device.hotspot.bssid.replaceAll(':', '')],
    ['client_mac', device.mac.replaceAll(':', '')],
    ['uip', device.ip],
    ['lid', ''],
    ['dn', ''],
    ['url', wanted],
    ['ssid', device.hotspot.ssid],
    ...(failed ? ([['reason', 'Login-Failed']] as Pairs) : []),
  ],
  credentials: (fields) => named(fields, 'username', 'password'),
  next: () => null,
})

const mauthOf = new WeakMap<AttachedDevice, string>()

/** Cisco Meraki's sign-on splash page: `mauth` in the login address says to its cloud who it is. */
export const meraki = gatewayWith({
  path: '/splash/login',
  redirect({ host, port }, device, wanted, failed) {
    const mauth = randomBytes(48).toString('base64url')
    mauthOf.set(device, mauth)
    return [
      ['login_url', `http://${host}:${port}/splash/login?mauth=${mauth}&continue_url=${encodeURIComponent(wanted)}`],
      ['continue_url', wanted],
      ['ap_mac', device.hotspot.bssid],
      ['ap_name', 'Kiosco'],
      ['ap_tags', 'plaza kiosco'],
      ['client_mac', device.mac],
      ['client_ip', device.ip],
      ...(failed ? ([['error_message', 'Access denied.']] as Pairs) : []),
    ]
  },
  credentials: (fields, device) =>
    fields.get('mauth') === mauthOf.get(device) ? named(fields, 'username', 'password') : undefined,
  next: (fields) => fields.get('success_url'),
})

const opaqueOf = new WeakMap<AttachedDevice, string>()

/** Cambium cnPilot with an external hotspot: `ga_Qv` must come back as it was sent. */
export const cambium = gatewayWith({
  path: '/cgi-bin/hotspot_login.cgi',
  redirect({ host, nasIdentifier }, device, wanted, failed) {
    const opaque = `${randomBytes(60).toString('base64')}%+/=`
    opaqueOf.set(device, opaque)
    return [
      ['ga_ssid', device.hotspot.ssid],
      ['ga_ap_mac', dashed(device.hotspot.bssid)],
      ['ga_nas_id', nasIdentifier],
      ['ga_srvr', host],
      ['ga_cmac', dashed(device.mac)],
      ['ga_Qv', opaque],
      ['ga_cip', device.ip],
      ['ga_orig_url', wanted],
      ...(failed ? ([['ga_error_code', 'reject']] as Pairs) : []),
    ]
  },
  credentials: (fields, device) =>
    fields.get('ga_Qv') === opaqueOf.get(device) ? named(fields, 'ga_user', 'ga_pass') : undefined,
  next: () => null,
})
