import type { Agent } from '../../simulators/snmp/agent.ts'
import { Type } from '../../simulators/snmp/message.ts'
import { treeAgent } from '../../simulators/snmp/tree.ts'
import type { LiveHotspot } from '../world.ts'
import { system, text, whole } from './access-points.ts'

const IF_TABLE = '1.3.6.1.2.1.2.2.1'
const IF_X_TABLE = '1.3.6.1.2.1.31.1.1.1'
const UPS = '1.3.6.1.2.1.33.1'

const MINUTE_MS = 60_000
/** The mains fail a while after the start, and then again and again. */
const [EVERY_MS, FROM_MS, LASTS_MS] = [40 * MINUTE_MS, 4 * MINUTE_MS, 8 * MINUTE_MS]
const BATTERY_MINUTES = 24

/** A switch: it is without power when its gateway is. */
export function switchAgent(hotspots: readonly LiveHotspot[]): Agent {
  const octets = (direction: 'inOctets' | 'outOctets') =>
    hotspots.reduce((sum, hotspot) => sum + BigInt(Math.floor(hotspot[direction])), 1000n)
  const tree = treeAgent([
    ...system('Switch of 8 ports', '1.3.6.1.4.1.8072.3.2.10', 'switch-plaza'),
    text(`${IF_TABLE}.2.1`, () => 'uplink1'),
    whole(`${IF_TABLE}.3.1`, () => 6),
    whole(`${IF_TABLE}.8.1`, () => 1),
    text(`${IF_X_TABLE}.1.1`, () => 'uplink1'),
    { oid: `${IF_X_TABLE}.6.1`, type: Type.Counter64, value: () => octets('inOctets') },
    { oid: `${IF_X_TABLE}.10.1`, type: Type.Counter64, value: () => octets('outOctets') },
    whole(`${IF_X_TABLE}.15.1`, () => 1000, Type.Gauge32),
  ])
  return { ...tree, silent: () => hotspots.some(({ gateway }) => !gateway.powered) }
}

/** A UPS (RFC 1628), on its battery for some minutes now and then. */
export function upsAgent(startedAt = Date.now(), now = Date.now): Agent {
  /** Share of the time on its battery that is over; undefined: it is on mains. */
  const discharged = () => {
    const since = ((now() - startedAt) % EVERY_MS) - FROM_MS
    return since >= 0 && since < LASTS_MS ? since / LASTS_MS : undefined
  }
  const charge = () => 100 - 40 * (discharged() ?? 0)
  return treeAgent([
    ...system('UPS of 1500 VA', '1.3.6.1.4.1.8072.3.2.10', 'ups-plaza'),
    text(`${UPS}.1.2.0`, () => 'UPS 1500'),
    whole(`${UPS}.2.3.0`, () => (BATTERY_MINUTES * charge()) / 100),
    whole(`${UPS}.2.4.0`, charge),
    whole(`${UPS}.4.1.0`, () => (discharged() === undefined ? 3 : 5)),
  ])
}
