import { EventEmitter } from 'node:events'
import { coovachilli } from './coovachilli.ts'
import type {
  AttachedDevice,
  Dialect,
  DialectGateway,
  DialectName,
  SimulatedDevice,
  SimulatedHotspot,
} from './device.ts'
import { attach, detach, deviceAt, type GatewayContext, logIn, macAuth, newPhone, renew } from './devices-in-reach.ts'
import { type HttpListener, listen } from './http.ts'
import { aruba, cambium, cisco, meraki, ruckus } from './login-form.ts'
import { mikrotik } from './mikrotik.ts'
import {
  createRadiusClient,
  type Disconnect,
  type LimitChange,
  type RadiusClientOptions,
  type RadiusEndpoint,
} from './radius.ts'
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
  const events = new EventEmitter<{ disconnect: [Disconnect] }>()
  const received: Disconnect[] = []
  const changes: LimitChange[] = []
  const onDisconnect = (request: Disconnect) => {
    received.push(request)
    events.emit('disconnect', request)
  }
  const context = await openContext(options, { onDisconnect, onChange: (request) => void changes.push(request) })
  const { sessions, radius } = context
  if (options.http) context.http = await listenAt(context, options.http)
  radius.announce('on')
  return {
    url: context.http && options.http ? `http://${options.http.host}:${context.http.port}` : '',
    coaPort: radius.coaPort,
    sessions: () => sessions.all(),
    attach: (device, bssid) => attach(context, device, bssid),
    macAuth: (mac) => macAuth(context, mac),
    isOnline: (mac) => sessions.of(mac) !== undefined,
    use: (mac, octets) => sessions.use(mac, octets),
    detach: (mac, cause) => detach(context, mac, cause),
    received,
    changes,
    onDisconnect: (listener) => void events.on('disconnect', listener),
    powerOff: () => powerOff(context),
    async powerOn() {
      context.powered = true
      radius.announce('on')
      await radius.settled()
    },
    settled: () => radius.settled(),
    close: (how) => close(context, how),
  }
}

async function openContext(
  options: GatewayOptions,
  told: Pick<RadiusClientOptions, 'onDisconnect' | 'onChange'>,
): Promise<GatewayContext> {
  const sessions = createSessions((record) => context.powered && context.radius.account(record))
  const sessionNamed = (id: string | undefined) => sessions.all().find(({ acctSessionId }) => acctSessionId === id)
  const radius = await createRadiusClient({
    ...options,
    ...told,
    isPowered: () => context.powered,
    disconnect(request) {
      const session = sessionNamed(request.acctSessionId)
      const found = session !== undefined && sessions.end(session.device.mac, TerminateCause.AdminReset)
      if (session) renew(session.device)
      return found
    },
    change(acctSessionId, limits) {
      const session = sessionNamed(acctSessionId)
      if (session) sessions.change(session.device.mac, limits)
      return session !== undefined
    },
  })
  const context: GatewayContext = {
    ...{ options, devices: new Map(), macByAddress: new Map(), sessions, radius, http: undefined },
    ...{ defaultMac: options.defaultDeviceMac, powered: true, closed: false, guests: 0 },
  }
  return context
}

function powerOff(context: GatewayContext): void {
  context.powered = false
  context.sessions.forget()
  context.devices.clear()
  context.macByAddress.clear()
}

async function close(context: GatewayContext, { silently } = { silently: false }): Promise<void> {
  const { sessions, radius } = context
  if (context.closed) return
  context.closed = true
  await context.http?.close()
  if (!silently && context.powered) {
    for (const { device } of sessions.all()) sessions.end(device.mac, TerminateCause.UserRequest)
    radius.announce('off')
    await radius.settled()
  }
  context.powered = false
  sessions.forget()
  await radius.close()
}

const dialects: Record<DialectName, Dialect> = { coovachilli, mikrotik, cisco, aruba, ruckus, meraki, cambium }

async function listenAt(context: GatewayContext, wanted: { host: string; port: number }): Promise<HttpListener> {
  const at = (port: number) =>
    listen(
      { ...wanted, port },
      () => dialectGateway(context),
      dialects[context.options.dialect],
      (address) => deviceAt(context, address),
      (address) => newPhone(context, address),
    )
  return at(wanted.port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return at(0)
  })
}

/** What the dialects see of the gateway. */
const dialectGateway = (context: GatewayContext): DialectGateway => {
  const { options, sessions, http } = context
  return {
    nasIdentifier: options.nasIdentifier,
    portalUrl: options.portalUrl,
    uamSecret: options.uamSecret ?? null,
    loginBy: options.loginBy ?? 'http-chap',
    host: options.http?.host ?? '',
    port: http?.port ?? 0,
    isOnline: ({ mac }) => sessions.of(mac) !== undefined,
    logIn: (device, credentials) => logIn(context, device, credentials),
    async logOff(device) {
      if (sessions.end(device.mac, TerminateCause.UserRequest)) renew(device)
    },
  }
}
