import { randomBytes } from 'node:crypto'
import {
  type ControllerAnswer,
  type ControllerRequest,
  type OpenedGateway,
  type OpenedGatewayOptions,
  startController,
  startOpenedGateway,
} from './gateway.ts'

export interface OmadaOptions extends OpenedGatewayOptions {
  site: string
  /** The controller's id is the first part of its paths. */
  omadacId: string
  controller: { host: string; port: number; username: string; password: string; tls?: { key: string; cert: string } }
}

const failed = (errorCode: number, msg: string): ControllerAnswer => ({ status: 200, json: { errorCode, msg } })

/** An Omada access point with an external portal server, and its controller (from 5.0.15), as TP-Link FAQ 3231 has it. */
export async function startOmada(options: OmadaOptions): Promise<OpenedGateway> {
  const { portalUrl, bssid, deviceMac, site, omadacId, controller } = options
  const dashed = (mac: string) => mac.toUpperCase().replaceAll(':', '-')
  const redirect = (wanted: string) =>
    `${portalUrl}?${new URLSearchParams({
      clientMac: dashed(deviceMac),
      clientIp: '192.168.0.17',
      apMac: dashed(bssid),
      ssidName: 'Plaza',
      t: String(Date.now() * 1000),
      radioId: '1',
      site,
      redirectUrl: wanted,
    })}`
  const gateway = await startOpenedGateway(options, redirect)
  const sessions = new Map<string, string>()

  const answer = ({ method, path, headers, json }: ControllerRequest): ControllerAnswer => {
    if (method !== 'POST') return { status: 404 }
    if (path === `/${omadacId}/api/v2/hotspot/login`) {
      if (json.name !== controller.username || json.password !== controller.password) {
        return failed(-30109, 'Invalid username or password.')
      }
      const [cookie, token] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
      sessions.set(cookie, token)
      return {
        status: 200,
        headers: { 'set-cookie': `TPOMADA_SESSIONID=${cookie}; Path=/${omadacId}; HttpOnly` },
        json: { errorCode: 0, msg: 'Hotspot log in successfully.', result: { token } },
      }
    }
    if (path === `/${omadacId}/api/v2/hotspot/extPortal/auth`) {
      const token = sessions.get(/TPOMADA_SESSIONID=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? '')
      if (token === undefined || headers['csrf-token'] !== token) return failed(-1200, 'You are not logged in.')
      const isThere = json.clientMac === dashed(deviceMac) && json.apMac === dashed(bssid) && json.site === site
      if (!isThere || json.ssidName !== 'Plaza' || json.radioId !== 1 || json.authType !== 4) {
        return failed(-41501, 'Failed to authenticate.')
      }
      gateway.letIn({ seconds: Number(json.time) / 1000 })
      return { status: 200, json: { errorCode: 0 } }
    }
    return { status: 404 }
  }
  const server = await startController(controller, controller.tls, answer)
  return {
    ...gateway,
    async close() {
      await server.close()
      await gateway.close()
    },
  }
}
