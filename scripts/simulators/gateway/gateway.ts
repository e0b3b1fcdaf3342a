import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { coovachilli } from './coovachilli.ts'
import type {
  AttachedDevice,
  Credentials,
  Dialect,
  DialectGateway,
  DialectName,
  SimulatedDevice,
  SimulatedHotspot,
} from './device.ts'
import { type HttpListener, listen } from './http.ts'
import { aruba, cambium, cisco, meraki, ruckus } from './login-form.ts'
import { mikrotik } from './mikrotik.ts'
import { createRadiusClient, type Disconnect, type LimitChange, type RadiusEndpoint } from './radius.ts'
import { createSessions, type SimulatedSession, TerminateCause } from './sessions.ts'

export interface GatewayOptions {
  dialect: DialectName
  nasIdentifier: string
  /** Loopback address that its RADIUS packets come from: one of 127.0.0.0/8, by which the server knows it. */
  address: string
  secret: string
  radius: RadiusEndpoint
  /** Whether its Access-Requests have a Message-Authenticator, which old equipment leaves out. Default true. */
  signs?: boolean
  /** Where it listens for Disconnect- and CoA-Requests; 0, or one that is taken: any free port. Default 0. */
  coaPort?: number
  hotspots: SimulatedHotspot[]
  /** The portal's address, without query. */
  portalUrl: string
  uamSecret?: string | null
  /** MikroTik's way to log in. Default http-chap. */
  loginBy?: 'http-chap' | 'http-pap'
  /** A listener for browsers; absent: devices get online by MAC authentication only. A taken port: any free one. */
  http?: { host: string; port: number }
  /** The device that a browser is whose address belongs to no attached device; at the first hotspot. */
  defaultDeviceMac?: string
}

export interface SimulatedGateway {
  /** Of the listener for browsers; empty without one. */
  url: string
  coaPort: number
  sessions(): SimulatedSession[]
  /** Brings a device into reach of the hotspot with this BSSID; it was elsewhere or is new. */
  attach(device: SimulatedDevice, bssid: string): AttachedDevice
  /** Asks RADIUS about the MAC address alone. @returns whether the device is online */
  macAuth(mac: string): Promise<boolean>
  isOnline(mac: string): boolean
  use(mac: string, octets: { inputOctets: number; outputOctets: number }): void
  /** The device goes away; `cause` as in RFC 2866 section 5.10, by default Lost-Carrier. */
  detach(mac: string, cause?: number): void
  /** Disconnect-Requests so far, and what was answered. */
  received: Disconnect[]
  onDisconnect(listener: (request: Disconnect) => void): void
  /** CoA-Requests so far, and what was answered. */
  changes: LimitChange[]
  /** Power fails: all is forgotten, nothing is answered. */
  powerOff(): void
  /** Power is back: Accounting-On tells the server that old sessions are gone. */
  powerOn(): Promise<void>
  /** Resolves when every accounting record so far is acknowledged or given up. */
  settled(): Promise<void>
  /** Ends its sessions and sends Accounting-Off, unless `silently`. */
  close(how?: { silently: boolean }): Promise<void>
}

/** One simulated NAS: captive portal for browsers, RADIUS authentication and accounting client, Disconnect listener. */
export async function startGateway(options: GatewayOptions): Promise<SimulatedGateway> {
  const devices = new Map<string, AttachedDevice>()
  const macByAddress = new Map<string, string>()
  const events = new EventEmitter<{ disconnect: [Disconnect] }>()
  const received: Disconnect[] = []
  const changes: LimitChange[] = []
  let powered = true
  let closed = false
  let guests = 0

  const sessions = createSessions((record) => powered && radius.account(record))
  const sessionNamed = (id: string | undefined) => sessions.all().find(({ acctSessionId }) => acctSessionId === id)
  const radius = await createRadiusClient({
    ...options,
    isPowered: () => powered,
    disconnect(request) {
      const session = sessionNamed(request.acctSessionId)
      const found = session !== undefined && sessions.end(session.device.mac, TerminateCause.AdminReset)
      if (session) renew(session.device)
      return found
    },
    onDisconnect(request) {
      received.push(request)
      events.emit('disconnect', request)
    },
    change(acctSessionId, limits) {
      const session = sessionNamed(acctSessionId)
      if (session) sessions.change(session.device.mac, limits)
      return session !== undefined
    },
    onChange: (request) => void changes.push(request),
  })

  const renew = (device: AttachedDevice) => {
    device.acctSessionId = newSessionId()
    // A device that was logged off must not be let in again by its MAC address at the next page it opens.
    device.macAuthTried = true
  }
  const attach = (device: SimulatedDevice, bssid: string): AttachedDevice => {
    const hotspot = options.hotspots.find((one) => one.bssid === bssid)
    if (!hotspot) throw new Error(`${options.nasIdentifier} has no hotspot ${bssid}.`)
    sessions.end(device.mac, TerminateCause.LostCarrier)
    guests = (guests + 1) % 65_000
    const attached: AttachedDevice = {
      ...device,
      hotspot,
      ip: `10.${1 + (guests >> 14)}.${(guests >> 7) & 127}.${(guests & 127) + 1}`,
      acctSessionId: newSessionId(),
      macAuthTried: false,
    }
    devices.set(device.mac, attached)
    if (device.address) macByAddress.set(device.address, device.mac)
    return attached
  }
  const detach = (mac: string, cause: number = TerminateCause.LostCarrier) => {
    sessions.end(mac, cause)
    const device = devices.get(mac)
    if (device?.address && macByAddress.get(device.address) === mac) macByAddress.delete(device.address)
    devices.delete(mac)
  }
  const logIn = async (device: AttachedDevice, credentials: Credentials) => {
    const answer = await radius.authenticate(device, credentials)
    if (!powered || devices.get(device.mac) !== device) return 'timeout'
    if (answer.outcome === 'accept') sessions.start(device, answer.grant)
    return answer.outcome
  }

  const dialectGateway = (): DialectGateway => ({
    nasIdentifier: options.nasIdentifier,
    portalUrl: options.portalUrl,
    uamSecret: options.uamSecret ?? null,
    loginBy: options.loginBy ?? 'http-chap',
    host: options.http?.host ?? '',
    port: http?.port ?? 0,
    isOnline: ({ mac }) => sessions.of(mac) !== undefined,
    logIn,
    async logOff(device) {
      if (sessions.end(device.mac, TerminateCause.UserRequest)) renew(device)
    },
  })
  let defaultMac = options.defaultDeviceMac
  const deviceAt = (address: string) => {
    const mac = macByAddress.get(address) ?? defaultMac
    const first = options.hotspots[0]
    if (mac === undefined || !powered || !first) return undefined
    return devices.get(mac) ?? attach({ mac }, first.bssid)
  }
  const newPhone = async (address: string) => {
    if (defaultMac === undefined || macByAddress.has(address)) return
    detach(defaultMac)
    defaultMac = randomMac()
  }
  const http = options.http && (await listenAt(options.http, dialectGateway, options.dialect, deviceAt, newPhone))

  radius.announce('on')
  return {
    url: http && options.http ? `http://${options.http.host}:${http.port}` : '',
    coaPort: radius.coaPort,
    sessions: () => sessions.all(),
    attach,
    async macAuth(mac) {
      const device = devices.get(mac)
      if (!device) throw new Error(`${mac} is not in reach of ${options.nasIdentifier}.`)
      device.macAuthTried = true
      return (await logIn(device, { method: 'mac' })) === 'accept'
    },
    isOnline: (mac) => sessions.of(mac) !== undefined,
    use: (mac, octets) => sessions.use(mac, octets),
    detach,
    received,
    changes,
    onDisconnect: (listener) => void events.on('disconnect', listener),
    powerOff() {
      powered = false
      sessions.forget()
      devices.clear()
      macByAddress.clear()
    },
    async powerOn() {
      powered = true
      radius.announce('on')
      await radius.settled()
    },
    settled: () => radius.settled(),
    async close({ silently } = { silently: false }) {
      if (closed) return
      closed = true
      await http?.close()
      if (!silently && powered) {
        for (const { device } of sessions.all()) sessions.end(device.mac, TerminateCause.UserRequest)
        radius.announce('off')
        await radius.settled()
      }
      powered = false
      sessions.forget()
      await radius.close()
    },
  }
}

/** A MAC address of a made-up device: locally administered. */
export const randomMac = (): string =>
  `0a:${randomBytes(5)
    .toString('hex')
    .replace(/..(?!$)/g, '$&:')}`

const newSessionId = () => randomBytes(8).toString('hex')

const dialects: Record<DialectName, Dialect> = { coovachilli, mikrotik, cisco, aruba, ruckus, meraki, cambium }

async function listenAt(
  wanted: { host: string; port: number },
  gateway: () => DialectGateway,
  dialect: GatewayOptions['dialect'],
  deviceAt: (address: string) => AttachedDevice | undefined,
  newPhone: (address: string) => Promise<void>,
): Promise<HttpListener> {
  const at = (port: number) => listen({ ...wanted, port }, gateway, dialects[dialect], deviceAt, newPhone)
  return at(wanted.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return at(0)
  })
}
