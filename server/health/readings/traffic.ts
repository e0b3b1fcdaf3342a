import type { Rate } from './rates.ts'
import { regex } from './values/regex.ts'

/** What is known of an interface besides its counters. */
export interface Interface {
  name: string
  /** ifIndex. */
  index: string
  /** ifType (IANAifType-MIB); 0 where unknown. */
  type: number
  /** False when ifOperStatus says that it is not up. */
  up: boolean
  /** Octets in and out since its start, to tell the busiest. */
  octets: number
}

/** What besides their names tells which interface is the uplink. */
export interface UplinkHints {
  /** By the operator: nothing else counts then. */
  named?: string | null | undefined
  /** Patterns of names, the likeliest first, and of those that it never is. */
  prefer?: readonly string[] | undefined
  never?: readonly string[] | undefined
  /** Names of radios' interfaces, where they do not look like such. */
  radios?: ReadonlySet<string>
  /** ifIndex of the interface of the default route. */
  route?: string | undefined
}

// IANAifType-MIB: ethernetCsmacd, iso88023Csmacd, fastEther, fastEtherFX, gigabitEthernet.
const ETHERNET = new Set([6, 7, 62, 69, 117])
// ieee80211, and Aruba's radios' SSIDs (radioMAC).
const WIRELESS = new Set([71, 188])
// wwanPP, wwanPP2.
const CELLULAR = new Set([243, 244])
const LOOPBACK = 24
// ppp, tunnel, l2vlan, l3ipvlan, ieee8023adLag, bridge, vlan of several makes.
const STACKED = new Set([23, 131, 135, 136, 161, 209])
const UNSURE = new Set([0, 1, 53])

const WIRELESS_NAME = /^(?:wlan|wifi|ath|ra(?:x|i)?\d|apcli|wl\d|phy\d|radio|vap|iap\d|apr\d|wireless|mesh|wds)/i
const ETHERNET_NAME = /^(?:wan|eth|en[opsx]|ether|ge|gi|te|fa|lan|port|sfp|combo|wired|esa)/i
const CELLULAR_NAME =
  /^(?:lte|wwan|cell|5g|4g|3g|nr\d|modem|usb.*(?:lte|cell)|ppp-cell|rmnet(?!_ipa)|qmimux|mhi_|ccmni)/i
/** Bridges, VLANs, tunnels and bonds carry again what their members carry. */
const STACKED_NAME =
  /^(?:br(?:idge|-|\d|\.|$|_)|bond|vlan|tun|tap|gre|wg|ppp|pppoe|l2tp|lo$|lo\d|loopback|ifb|mon|miireg|soc|tif|sit|ip6|teql|dummy|imq|null|inloop|virtual|mgt|mgmt|bvi|conn_to|docker|veth|virbr|cni\d|flannel|erspan|npu\d)|[.@]\w|vlan/i
/** Numbers of a switch’s ports, not of a VLAN: stack, board and port. */
const PORT_NAME = /^(?:port\d+\.\d+|(?:fe|ge|tg|xg)\.\d+)\.\d+$/i
const UPLINK_NAME = /^wan/i
/** Of what the busiest port carried: a modem in reserve carries less. */
const CELLULAR_SHARE = 0.5
/** ieee8023adLag. */
const LAG = 161
const SEPARATOR = /^[.:@\-_]/

/** An interface upon another: its name begins with that one's (`eth1-11`, `eth0.140`, `eth0:1`). */
const isUpon = ({ name }: Interface, others: readonly Interface[]) =>
  others.some((other) => name.startsWith(other.name) && SEPARATOR.test(name.slice(other.name.length)))

/**
 * The interface through which the device reaches the city's network; exactly one, since ports of a switch and their bridge
 * count the same octets. The one that the operator or the profile names; that of the default route where it is no bridge;
 * one named wan; the cellular one where those carry what Ethernet carries (a router with a modem, not a modem in reserve); or
 * else the Ethernet interface that has carried most.
 */
export function uplinkOf(interfaces: readonly Interface[], hints: UplinkHints = {}): Interface | undefined {
  if (hints.named) {
    const named = interfaces.find(({ name }) => name.toLowerCase() === hints.named!.toLowerCase())
    if (named) return named
  }
  const never = (hints.never ?? []).map(regex)
  const ways = interfaces.filter(({ name, up }) => up && !never.some((pattern) => pattern.test(name)))
  for (const pattern of hints.prefer ?? []) {
    const preferred = busiest(ways.filter(({ name }) => regex(pattern).test(name)))
    if (preferred) return preferred
  }
  const cellular = ways.filter((each) => isCellular(each) && !isUpon(each, interfaces))
  const ethernet = ways.filter((each) => isEthernet(each, hints) && !isStacked(each, interfaces))
  const routed = ways.find(({ index }) => index === hints.route)
  if (routed && (cellular.includes(routed) || ethernet.includes(routed))) return routed
  const wan = busiest(ethernet.filter(({ name }) => UPLINK_NAME.test(name)))
  if (wan) return wan
  const port = busiest(ethernet)
  const mobile = cellular.reduce((sum, { octets }) => sum + octets, 0)
  if (cellular.length > 0 && mobile > 0 && mobile >= (port?.octets ?? 0) * CELLULAR_SHARE) return busiest(cellular)
  return port ?? busiest(cellular) ?? busiest(ways.filter(isBond)) ?? ways.find(({ index }) => index === hints.route)
}

const isRadio = ({ name, type }: Interface, radios: UplinkHints['radios']) =>
  WIRELESS.has(type) || WIRELESS_NAME.test(name) || (radios?.has(name) ?? false)

const isCellular = ({ name, type }: Interface) => CELLULAR.has(type) || CELLULAR_NAME.test(name)

function isEthernet(each: Interface, { radios }: UplinkHints): boolean {
  if (isRadio(each, radios) || isCellular(each) || each.type === LOOPBACK) return false
  return ETHERNET.has(each.type) || (UNSURE.has(each.type) && ETHERNET_NAME.test(each.name))
}

const isBond = ({ name, type }: Interface) => type === LAG || /^(?:bond|po|ae|lag)\d/i.test(name)

const isStacked = (each: Interface, all: readonly Interface[]) =>
  STACKED.has(each.type) || (STACKED_NAME.test(each.name) && !PORT_NAME.test(each.name)) || isUpon(each, all)

const busiest = (some: readonly Interface[]): Interface | undefined =>
  some.reduce<Interface | undefined>((best, each) => (best && best.octets >= each.octets ? best : each), undefined)

/** The radios' interfaces: what they carry is the traffic of a device without another uplink (a mesh node). */
export const radioInterfaces = (interfaces: readonly Interface[], radios?: ReadonlySet<string>): Interface[] =>
  interfaces.filter((each) => each.up && isRadio(each, radios) && !isStacked(each, interfaces))

/**
 * A hotspot's traffic, seen from the hotspot: `inBps` is what comes from the network (its residents' downloads), `outBps`
 * what goes there. It is the uplink's; without an uplink the sum of the wireless interfaces with the directions swapped,
 * null when any of their rates is unknown.
 */
export function hotspotTraffic(
  uplink: { name: string } | null,
  interfaces: readonly Interface[],
  rates: ReadonlyMap<string, Rate>,
): Rate {
  if (uplink) return rates.get(uplink.name) ?? { inBps: null, outBps: null }
  const radios = radioInterfaces(interfaces)
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
