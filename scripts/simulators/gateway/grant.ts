import {
  AcctInterimInterval,
  type AttributeType,
  Class,
  CoovaChilliBandwidthMaxDown,
  CoovaChilliBandwidthMaxUp,
  CoovaChilliMaxInputGigawords,
  CoovaChilliMaxInputOctets,
  CoovaChilliMaxOutputGigawords,
  CoovaChilliMaxOutputOctets,
  CoovaChilliMaxTotalGigawords,
  CoovaChilliMaxTotalOctets,
  IdleTimeout,
  MikrotikRateLimit,
  MikrotikRecvLimit,
  MikrotikRecvLimitGigawords,
  MikrotikTotalLimit,
  MikrotikTotalLimitGigawords,
  MikrotikXmitLimit,
  MikrotikXmitLimitGigawords,
  type Packet,
  SessionTimeout,
  UserName,
  WisprBandwidthMaxDown,
  WisprBandwidthMaxUp,
} from '../../../radius/index.ts'
import type { DialectName } from './device.ts'
import type { Grant, GrantedLimits } from './sessions.ts'

const GIGAWORD = 2 ** 32

/** The vendors' names for the octets that a device may send, receive, and both: the low 32 bits and the high ones. */
const limits = {
  coovachilli: {
    input: [CoovaChilliMaxInputOctets, CoovaChilliMaxInputGigawords],
    output: [CoovaChilliMaxOutputOctets, CoovaChilliMaxOutputGigawords],
    total: [CoovaChilliMaxTotalOctets, CoovaChilliMaxTotalGigawords],
  },
  mikrotik: {
    input: [MikrotikRecvLimit, MikrotikRecvLimitGigawords],
    output: [MikrotikXmitLimit, MikrotikXmitLimitGigawords],
    total: [MikrotikTotalLimit, MikrotikTotalLimitGigawords],
  },
} as const

/** What an Access-Accept allows, as a gateway of this kind reads it; WISPr knows no limit of octets. */
export function readGrant(accept: Packet, dialect: DialectName, userName: string): Grant {
  const octets = ([low, high]: readonly [AttributeType<number>, AttributeType<number>]) => {
    const units = accept.get(low)
    const gigawords = accept.get(high)
    return units === undefined && gigawords === undefined ? undefined : (gigawords ?? 0) * GIGAWORD + (units ?? 0)
  }
  const own = dialect === 'coovachilli' || dialect === 'mikrotik' ? limits[dialect] : undefined
  return {
    // The server may name the user otherwise for accounting (RFC 2865 section 5.1).
    userName: accept.get(UserName) ?? userName,
    classes: accept.getAll(Class).map((value) => Buffer.from(value)),
    ...readLimits(accept, dialect),
    idleSeconds: accept.get(IdleTimeout),
    interimSeconds: accept.get(AcctInterimInterval),
    maxInputOctets: own && octets(own.input),
    maxOutputOctets: own && octets(own.output),
    maxTotalOctets: own && octets(own.total),
  }
}

/** What a CoA-Request changes: CoovaChilli takes it for the whole set, and drops what it does not name. */
export function readChange(packet: Packet, dialect: DialectName): GrantedLimits {
  const named = readLimits(packet, dialect)
  if (dialect !== 'coovachilli') return named
  const { idleSeconds, interimSeconds, maxTotalOctets } = readGrant(packet, dialect, '')
  return { ...named, others: { idleSeconds, interimSeconds, maxTotalOctets } }
}

/** What a CoA-Request may change as well: CoovaChilli's rates are in kbit/s, MikroTik's `rx/tx` in bit/s, 0
 * for none; WISPr's in bit/s. */
export function readLimits(packet: Packet, dialect: DialectName): GrantedLimits {
  const sessionSeconds = packet.get(SessionTimeout)
  if (dialect === 'mikrotik') {
    const [upBps, downBps] = (packet.get(MikrotikRateLimit) ?? '').split('/').map((rate) => Number(rate) || undefined)
    return { sessionSeconds, upBps, downBps }
  }
  const bps = (kbps: number | undefined) => (kbps === undefined ? undefined : kbps * 1000)
  if (dialect !== 'coovachilli')
    return { sessionSeconds, upBps: packet.get(WisprBandwidthMaxUp), downBps: packet.get(WisprBandwidthMaxDown) }
  const upBps = bps(packet.get(CoovaChilliBandwidthMaxUp))
  return { sessionSeconds, upBps, downBps: bps(packet.get(CoovaChilliBandwidthMaxDown)) }
}
