import { randomBytes } from 'node:crypto'
import type { AttachedDevice, Credentials, SimulatedDevice } from './device.ts'
import type { GatewayOptions } from './gateway.ts'
import type { HttpListener } from './http.ts'
import type { RadiusClient } from './radius.ts'
import { type Sessions, TerminateCause } from './sessions.ts'

/** Everything of one gateway that its parts share. */
export interface GatewayContext {
  readonly options: GatewayOptions
  /** In reach, by MAC address. */
  readonly devices: Map<string, AttachedDevice>
  readonly macByAddress: Map<string, string>
  readonly sessions: Sessions
  readonly radius: RadiusClient
  http: HttpListener | undefined
  /** What a browser is whose address belongs to no attached device. */
  defaultMac: string | undefined
  powered: boolean
  closed: boolean
  /** How many came, for their addresses. */
  guests: number
}

/** The device's session is over: what follows is another one. */
export function renew(device: AttachedDevice): void {
  device.acctSessionId = newSessionId()
  // A device that was logged off must not be let in again by its MAC address at the next page it opens.
  device.macAuthTried = true
}

/** Brings a device into reach of a hotspot. */
export function attach(context: GatewayContext, device: SimulatedDevice, bssid: string): AttachedDevice {
  const { options, sessions, devices, macByAddress } = context
  const hotspot = options.hotspots.find((one) => one.bssid === bssid)
  if (!hotspot) throw new Error(`${options.nasIdentifier} has no hotspot ${bssid}.`)
  sessions.end(device.mac, TerminateCause.LostCarrier)
  context.guests = (context.guests + 1) % 65_000
  const { guests } = context
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

/** Takes a device out of reach, its session with it. */
export function detach(
  { sessions, devices, macByAddress }: GatewayContext,
  mac: string,
  cause: number = TerminateCause.LostCarrier,
): void {
  sessions.end(mac, cause)
  const device = devices.get(mac)
  if (device?.address && macByAddress.get(device.address) === mac) macByAddress.delete(device.address)
  devices.delete(mac)
}

/** By RADIUS; the device's session starts where it is accepted. */
export async function logIn(context: GatewayContext, device: AttachedDevice, credentials: Credentials) {
  const answer = await context.radius.authenticate(device, credentials)
  if (!context.powered || context.devices.get(device.mac) !== device) return 'timeout'
  if (answer.outcome === 'accept') context.sessions.start(device, answer.grant)
  return answer.outcome
}

/** @returns whether the device is online now */
export async function macAuth(context: GatewayContext, mac: string): Promise<boolean> {
  const device = context.devices.get(mac)
  if (!device) throw new Error(`${mac} is not in reach of ${context.options.nasIdentifier}.`)
  device.macAuthTried = true
  return (await logIn(context, device, { method: 'mac' })) === 'accept'
}

/** The device whose requests come from this address. */
export function deviceAt(context: GatewayContext, address: string): AttachedDevice | undefined {
  const mac = context.macByAddress.get(address) ?? context.defaultMac
  const [first] = context.options.hotspots
  if (mac === undefined || !context.powered || !first) return undefined
  return context.devices.get(mac) ?? attach(context, { mac }, first.bssid)
}

/** The browser at the address is a phone that nobody knows from now on. */
export async function newPhone(context: GatewayContext, address: string): Promise<void> {
  if (context.defaultMac === undefined || context.macByAddress.has(address)) return
  detach(context, context.defaultMac)
  context.defaultMac = randomMac()
}

/** A MAC address of a made-up device: locally administered. */
export const randomMac = (): string =>
  `0a:${randomBytes(5)
    .toString('hex')
    .replace(/..(?!$)/g, '$&:')}`

const newSessionId = () => randomBytes(8).toString('hex')
