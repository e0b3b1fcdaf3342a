import { randomBytes } from 'node:crypto'
import { type ManagedAccessPoint, unifiDevices } from './devices.ts'
import {
  type ControllerAnswer,
  type ControllerRequest,
  fromKbps,
  type OpenedGateway,
  type OpenedGatewayOptions,
  startController,
  startOpenedGateway,
} from './gateway.ts'

export interface UnifiOptions extends OpenedGatewayOptions {
  site: string
  controller: { host: string; port: number; username: string; password: string; tls?: { key: string; cert: string } }
  /** UniFi OS, or the network application alone. */
  os: boolean
  /** That it manages. */
  accessPoints?: readonly ManagedAccessPoint[]
}

export interface SimulatedUnifi extends OpenedGateway {
  /** The controller takes requests and answers none. */
  hang(): void
}

const error = (status: number, msg: string): ControllerAnswer => ({
  status,
  json: { meta: { rc: 'error', msg }, data: [] },
})
const ok = (...data: object[]): ControllerAnswer => ({ status: 200, json: { meta: { rc: 'ok' }, data } })

/** A UniFi access point with an external portal, and its controller: UniFi OS, or the network application alone. */
export async function startUnifi(options: UnifiOptions): Promise<SimulatedUnifi> {
  const { portalUrl, bssid, deviceMac, site, os, controller } = options
  const redirect = (wanted: string) =>
    `${portalUrl}/guest/s/${site}/?${new URLSearchParams({
      ap: bssid,
      id: deviceMac,
      t: String(Math.floor(Date.now() / 1000)),
      url: wanted,
      ssid: 'Plaza',
    })}`
  const gateway = await startOpenedGateway(options, redirect)
  const sessions = new Map<string, string>()
  let hangs = false

  const cookieName = os ? 'TOKEN' : 'unifises'
  const logIn = ({ json }: ControllerRequest): ControllerAnswer => {
    if (json.username !== controller.username || json.password !== controller.password) {
      return os
        ? { status: 403, json: { code: 'AUTHENTICATION_FAILED_INVALID_CREDENTIALS' } }
        : error(400, 'api.err.Invalid')
    }
    const [cookie, csrf] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
    sessions.set(cookie, csrf)
    return {
      ...ok(),
      headers: { 'set-cookie': `${cookieName}=${cookie}; path=/; httponly`, ...(os && { 'x-csrf-token': csrf }) },
    }
  }
  const isLoggedIn = ({ method, headers }: ControllerRequest): boolean => {
    const csrf = sessions.get(new RegExp(`${cookieName}=(\\w+)`).exec(headers.cookie ?? '')?.[1] ?? '')
    return csrf !== undefined && (!os || method === 'GET' || headers['x-csrf-token'] === csrf)
  }
  const api = `${os ? '/proxy/network' : ''}/api/s/${site}`
  const answer = (request: ControllerRequest): ControllerAnswer | undefined => {
    const { method, path, json } = request
    if (hangs) return undefined
    if (path === '/') return os ? { status: 200 } : { status: 302, headers: { location: '/manage' } }
    if (path === (os ? '/api/auth/login' : '/api/login') && method === 'POST') return logIn(request)
    if (!isLoggedIn(request)) return error(os && method === 'POST' ? 403 : 401, 'api.err.LoginRequired')
    if (path === `${api}/stat/sta/${deviceMac}`) return ok({ mac: deviceMac, is_guest: true, ap_mac: bssid })
    const devices = unifiDevices(options.accessPoints ?? [], `${api}/stat`, request)
    if (devices) return devices
    if (path.startsWith(`${api}/stat/sta/`)) return error(400, 'api.err.UnknownStation')
    if (path === `${api}/cmd/stamgr` && json.cmd === 'authorize-guest') {
      if (json.mac !== deviceMac) return error(400, 'api.err.UnknownStation')
      const octets = json.bytes === undefined ? undefined : Number(json.bytes) * 1_000_000
      const rates = { upBps: fromKbps(json.up), downBps: fromKbps(json.down) }
      gateway.letIn({ seconds: Number(json.minutes) * 60, ...rates, upOctets: octets, downOctets: octets })
      return ok()
    }
    return path.endsWith('/logout') ? ok() : { status: 404 }
  }
  const server = await startController(controller, controller.tls, answer)
  return {
    ...gateway,
    hang() {
      hangs = true
    },
    async close() {
      await server.close()
      await gateway.close()
    },
  }
}
