import { isIPv4 } from 'node:net'
import {
  AlcNatPortRange,
  type AttributeType,
  H3cNatEndPort,
  H3cNatIpAddress,
  H3cNatStartPort,
  HuaweiNatEndPort,
  HuaweiNatPortRangeUpdate,
  HuaweiNatPublicAddress,
  HuaweiNatStartPort,
  IpPortRange,
  type Packet,
  type PortRange,
  standard,
} from '../../radius/index.ts'
import { type PortNews, portsText } from '../sessions/ledger/nat-ports.ts'

/**
 * What a record tells of the ports that a NAT has given the device, in whatever form: RFC 8045, or that of Nokia, Huawei or
 * H3C. Ports without the NAT's address find nobody, and are not kept. Null: nothing.
 *
 * @param at when it happened
 */
export function natPortsOf(packet: Packet, at: Date): string | null {
  if (!packet.has(vendorSpecific) && !packet.has(IpPortRange)) return null
  const told = [
    ...packet.getAll(IpPortRange),
    ...packet.getAll(AlcNatPortRange).flatMap(nokiaRanges),
    ...single(packet, HuaweiNatPublicAddress, HuaweiNatStartPort, HuaweiNatEndPort).map((range) => ({
      ...range,
      isFreed: packet.get(HuaweiNatPortRangeUpdate) === HuaweiNatPortRangeUpdate.values.Deleted,
    })),
    ...single(packet, H3cNatIpAddress, H3cNatStartPort, H3cNatEndPort),
  ]
  const news = told.flatMap(({ address, first, last, isFreed }): PortNews[] =>
    address === undefined ? [] : [{ address, first, last, isFreed, at: Math.floor(at.getTime() / 1000) }],
  )
  return news.length === 0 ? null : portsText(news)
}

const vendorSpecific = standard.octets('Vendor-Specific', 26)

/** Of makes that tell one range in three attributes. */
function single(
  packet: Packet,
  address: AttributeType<string>,
  start: AttributeType<number>,
  end: AttributeType<number>,
): PortRange[] {
  const [first, last] = [packet.get(start), packet.get(end)]
  return first === undefined || last === undefined || first > last || last > 65_535
    ? []
    : [{ address: packet.get(address), first, last, isFreed: false }]
}

/** `180.0.1.248 37674-37723,35807-38556 router base` (Nokia, 7750 SR RADIUS Attributes Reference Guide, 26-6527-121). */
function nokiaRanges(text: string): PortRange[] {
  const [, address, ranges] = /^(\d{1,3}(?:\.\d{1,3}){3}) ([\d.,-]+)/.exec(text) ?? []
  return (ranges ?? '').split(',').flatMap((range) => {
    const [, first, last] = /^(\d{1,5})(?:-|\.\.)(\d{1,5})$/.exec(range) ?? []
    return isWholeAddress(address) && Number(first) <= Number(last) && Number(last) <= 65_535
      ? [{ address, first: Number(first), last: Number(last), isFreed: false }]
      : []
  })
}

const isWholeAddress = (address: string | undefined): address is string => isIPv4(address ?? '')
