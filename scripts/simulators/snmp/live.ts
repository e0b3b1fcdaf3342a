import type { Agent } from './agent.ts'
import { Type } from './message.ts'
import { type TreeObject, treeAgent } from './tree.ts'

/** One interface now. Octets count from the device's start; they may be fractions and are rounded down. */
export interface LiveInterface {
  name: string
  /** ifType: 6 Ethernet, 24 loopback, 71 wireless. */
  type: number
  /** Mbit/s. */
  speed: number
  up: boolean
  inOctets: number
  outOctets: number
}

/** A simulated access point; every function is asked at the time of a request. */
export interface LiveAccessPoint {
  sysDescr: string
  sysName: string
  /** Seconds since its agent started. */
  uptime(): number
  /** Seconds since the device started (hrSystemUptime); absent: as its agent. */
  hostUptime?(): number
  /** Always the same ones, in the same order. */
  interfaces(): LiveInterface[]
  /** Stations, by network name (SSID): always the same names. */
  clients(): Array<{ ssid: string; stations: number }>
  /** 1-minute load average. */
  load(): number
  /** Kilobytes. */
  memory(): { total: number; free: number }
  silent?(): boolean
  delayMs?(): number
}

const SYSTEM = '1.3.6.1.2.1.1'
const IF_TABLE = '1.3.6.1.2.1.2.2.1'
const IF_X_TABLE = '1.3.6.1.2.1.31.1.1.1'
const hrSystemUptime = '1.3.6.1.2.1.25.1.1.0'
const UNIFI = '1.3.6.1.4.1.41112.1.6'
const FROGFOOT = '1.3.6.1.4.1.10002.1.1.1'

/** An agent that speaks as a UniFi access point does: SNMPv2-MIB, HOST-RESOURCES-MIB, IF-MIB, UBNT-UniFi-MIB, FROGFOOT-RESOURCES-MIB. */
export function liveAgent(point: LiveAccessPoint): Agent {
  const { silent, delayMs, hostUptime } = point
  const tree = treeAgent([
    text(`${SYSTEM}.1.0`, () => point.sysDescr),
    { oid: `${SYSTEM}.2.0`, type: Type.ObjectIdentifier, value: () => '1.3.6.1.4.1.8072.3.2.10' },
    whole(`${SYSTEM}.3.0`, Type.TimeTicks, () => (point.uptime() * 100) % 2 ** 32),
    text(`${SYSTEM}.5.0`, () => point.sysName),
    whole(hrSystemUptime, Type.TimeTicks, () => ((hostUptime ?? point.uptime)() * 100) % 2 ** 32),
    ...point.interfaces().flatMap((_, index) => interfaceObjects(index + 1, () => point.interfaces()[index]!)),
    ...point
      .clients()
      .flatMap(({ ssid }, index) => [
        text(`${UNIFI}.1.2.1.6.${index + 1}`, () => ssid),
        whole(`${UNIFI}.1.2.1.8.${index + 1}`, Type.Integer, () => point.clients()[index]?.stations ?? 0),
      ]),
    whole(`${FROGFOOT}.1.1.0`, Type.Gauge32, () => point.memory().total),
    whole(`${FROGFOOT}.1.2.0`, Type.Gauge32, () => point.memory().free),
    whole(`${FROGFOOT}.4.2.1.3.1`, Type.Gauge32, () => point.load() * 100),
  ])
  return { ...tree, ...(silent && { silent }), ...(delayMs && { delayMs }) }
}

function interfaceObjects(index: number, now: () => LiveInterface): TreeObject[] {
  return [
    text(`${IF_TABLE}.2.${index}`, () => now().name),
    whole(`${IF_TABLE}.3.${index}`, Type.Integer, () => now().type),
    whole(`${IF_TABLE}.8.${index}`, Type.Integer, () => (now().up ? 1 : 2)),
    text(`${IF_X_TABLE}.1.${index}`, () => now().name),
    counter(`${IF_X_TABLE}.6.${index}`, () => now().inOctets),
    counter(`${IF_X_TABLE}.10.${index}`, () => now().outOctets),
    whole(`${IF_X_TABLE}.15.${index}`, Type.Gauge32, () => now().speed),
  ]
}

const text = (oid: string, value: () => string): TreeObject => ({
  oid,
  type: Type.OctetString,
  value: () => Buffer.from(value()),
})
const whole = (oid: string, type: number, value: () => number): TreeObject => ({
  oid,
  type,
  value: () => Math.floor(value()),
})
const counter = (oid: string, value: () => number): TreeObject => ({
  oid,
  type: Type.Counter64,
  value: () => BigInt(Math.floor(value())),
})
