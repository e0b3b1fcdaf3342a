import type { Rate } from './rates.ts'

/** What is known of an interface besides its counters. */
export interface Interface {
  name: string
  /** ifType (IANAifType-MIB); 0 where unknown. */
  type: number
  /** False when ifOperStatus says that it is not up. */
  up: boolean
  /** Octets in and out since its start, to tell the busiest. */
  octets: number
}

const ETHERNET = 6
const WIRELESS = 71
const WIRELESS_NAME = /^(?:wlan|wifi\d|ath|ra[ix]?\d|wl\d|phy\d|radio|vap)/i
const ETHERNET_NAME = /^(?:wan|eth|en[opsx]|ether|ge|gi|lan|port)/i
/** Bridges, VLANs, tunnels and bonds carry again what their members carry. */
const STACKED_NAME = /^(?:br|bond|vlan|tun|tap|gre|wg|ppp|lo$|ifb|mon|wds|miireg|soc|tif)|[.@]|vlan/i
const UPLINK_NAME = /^wan/i

const isStacked = ({ name }: Interface) => STACKED_NAME.test(name)
const isWireless = ({ name, type }: Interface) => WIRELESS_NAME.test(name) || type === WIRELESS
const isEthernet = (each: Interface) =>
  !isWireless(each) && (each.type === ETHERNET || (each.type === 0 && ETHERNET_NAME.test(each.name)))

/**
 * The interface through which the hotspot reaches the city's network: the one named wan, or else the Ethernet
 * interface that has carried most. Exactly one, since ports of a switch and their bridge count the same octets.
 */
export function uplinkOf(interfaces: readonly Interface[]): string | undefined {
  const ports = interfaces.filter((each) => each.up && isEthernet(each) && !isStacked(each))
  const named = ports.find(({ name }) => UPLINK_NAME.test(name))
  return (named ?? ports.reduce<Interface | undefined>(busier, undefined))?.name
}

const busier = (best: Interface | undefined, each: Interface) => (best && best.octets >= each.octets ? best : each)

/**
 * A hotspot's traffic, seen from the hotspot: `inBps` is what comes from the network (its residents' downloads),
 * `outBps` what goes there. It is the uplink's; without an uplink (a mesh node) the sum of the wireless interfaces
 * with the directions swapped, null when any of their rates is unknown.
 */
export function hotspotTraffic(interfaces: readonly Interface[], rates: ReadonlyMap<string, Rate>): Rate {
  const uplink = uplinkOf(interfaces)
  if (uplink !== undefined) return rates.get(uplink) ?? { inBps: null, outBps: null }
  const radios = interfaces.filter((each) => each.up && isWireless(each) && !isStacked(each))
  const total = (direction: 'inBps' | 'outBps') =>
    radios.reduce<number | null>(
      (sum, { name }) => {
        const rate = rates.get(name)?.[direction] ?? null
        return sum === null || rate === null ? null : sum + rate
      },
      radios.length === 0 ? null : 0,
    )
  return { inBps: total('outBps'), outBps: total('inBps') }
}
