import {
  AcctInterimInterval,
  type AttributeType,
  CoovaChilliBandwidthMaxDown,
  CoovaChilliBandwidthMaxUp,
  CoovaChilliMaxTotalGigawords,
  CoovaChilliMaxTotalOctets,
  IdleTimeout,
  MikrotikRateLimit,
  MikrotikTotalLimit,
  MikrotikTotalLimitGigawords,
  SessionTimeout,
  WisprBandwidthMaxDown,
  WisprBandwidthMaxUp,
} from '../../../radius/index.ts'
import type { GatewayVendor } from '../../network/tables.ts'
import type { NewLimits } from '../../sessions/disconnects/limit-changes.ts'
import type { Limits } from '../decide.ts'

/** Attributes of a reply with their values. */
export interface LimitAttributes {
  numbers: Array<[AttributeType<number>, number]>
  texts: Array<[AttributeType<string>, string]>
}

type Numbers = LimitAttributes['numbers']

const GIGAWORD = 2 ** 32
/** What an unsigned 32-bit attribute holds at most. */
const MAX_UINT32 = GIGAWORD - 1

/** The limits in the attributes that this vendor's gateways obey. */
export function limitAttributes(vendor: GatewayVendor, limits: Limits): LimitAttributes {
  const { numbers, texts } = vendors[vendor](limits)
  const common: Numbers = [
    [SessionTimeout, Math.max(1, encodable(limits.sessionSeconds))],
    [IdleTimeout, limits.idleSeconds],
    [AcctInterimInterval, limits.interimSeconds],
  ]
  for (const [type, value] of numbers) common.push([type, encodable(value)])
  return { numbers: common, texts }
}

/** The nearest unsigned 32-bit number below: what cannot be encoded would leave the request without its answer. */
const encodable = (value: number): number => (value >= 0 ? Math.min(Math.floor(value), MAX_UINT32) : 0)

/** What a change of a live session's limits says in a CoA-Request: rate and Session-Timeout, each if it is to change. */
export function changedLimitAttributes(vendor: GatewayVendor, { rate, sessionSeconds }: NewLimits): LimitAttributes {
  const { numbers, texts } = rate ? vendors[vendor]({ ...rate, octets: null }) : { numbers: [], texts: [] }
  return { numbers: sessionSeconds === undefined ? numbers : [...numbers, [SessionTimeout, sessionSeconds]], texts }
}

/**
 * Whether a CoA-Request removes every limit of the session that it does not name: CoovaChilli's, whose coaport takes it
 * for a new Access-Accept (coova-chilli, src/chilli.c, config_radius_session).
 */
export const resetsLimits = (vendor: GatewayVendor): boolean => vendor === 'coovachilli'

/** What the vendor's documents say that its gateways do not take from a CoA-Request; undefined where they say nothing. */
export function cannotChange(vendor: GatewayVendor, { rate }: NewLimits): string | undefined {
  // Cisco, "Change of Authorization Support": session query, reauthentication, termination, port bounce and shutdown.
  if (vendor === 'cisco') return 'Cisco gateways change no limits of a live session: disconnect it instead.'
  // ArubaOS, `aaa rfc-3576-server`: takes Session-Timeout, and acknowledges what it does not know without doing it.
  // uspot, uspot.uc, das_coa: Session-Timeout, Idle-Timeout, Acct-Interim-Interval; it takes a rate for what names the session.
  if (vendor === 'uspot' && rate) return 'uspot changes only the time of a live session, not its speed.'
  if (vendor === 'aruba' && rate) {
    return 'Aruba gateways take the rate from the user role, and change only the time of a live session.'
  }
  return undefined
}

/** What the vendor's own attributes carry. */
type Rates = Pick<Limits, 'upBps' | 'downBps' | 'octets'>

/** WISPr: bit/s. It has no volume limit. */
function wispr({ upBps, downBps }: Rates): LimitAttributes {
  const numbers: Numbers = []
  if (upBps !== null) numbers.push([WisprBandwidthMaxUp, Math.min(upBps, MAX_UINT32)])
  if (downBps !== null) numbers.push([WisprBandwidthMaxDown, Math.min(downBps, MAX_UINT32)])
  return { numbers, texts: [] }
}

/** CoovaChilli (dictionary.chillispot): kbit/s, and octets in two halves. */
function coovaChilli({ upBps, downBps, octets }: Rates): LimitAttributes {
  const kbps = (bps: number) => Math.max(1, Math.floor(bps / 1000))
  const numbers = inGigawords(CoovaChilliMaxTotalOctets, CoovaChilliMaxTotalGigawords, octets)
  if (upBps !== null) numbers.push([CoovaChilliBandwidthMaxUp, kbps(upBps)])
  if (downBps !== null) numbers.push([CoovaChilliBandwidthMaxDown, kbps(downBps)])
  return { numbers, texts: [] }
}

/** uspot reads CoovaChilli's attributes. It has no gigawords, so that no limit may need them. */
const uspot = ({ octets, ...rates }: Rates): LimitAttributes =>
  coovaChilli({ ...rates, octets: octets === null ? null : Math.min(octets, MAX_UINT32) })

/**
 * MikroTik (RouterOS manual, RADIUS client): `rx/tx` as the router sees it, so rx is what the device sends; in bit/s, 0
 * is no limit.
 */
function mikrotik({ upBps, downBps, octets }: Rates): LimitAttributes {
  const limited = upBps !== null || downBps !== null
  return {
    numbers: inGigawords(MikrotikTotalLimit, MikrotikTotalLimitGigawords, octets),
    texts: limited ? [[MikrotikRateLimit, `${upBps ?? 0}/${downBps ?? 0}`]] : [],
  }
}

/** Gigawords only where they are not 0: old gateways do not know them. */
function inGigawords(low: AttributeType<number>, high: AttributeType<number>, octets: number | null): Numbers {
  if (octets === null) return []
  const gigawords = Math.max(0, Math.floor(octets / GIGAWORD))
  return gigawords === 0
    ? [[low, octets]]
    : [
        [low, octets % GIGAWORD],
        [high, gigawords],
      ]
}

const vendors: Record<GatewayVendor, (limits: Rates) => LimitAttributes> = {
  coovachilli: coovaChilli,
  uspot,
  mikrotik,
  cisco: wispr,
  aruba: wispr,
  ruckus: wispr,
  meraki: wispr,
  cambium: wispr,
  opennds: wispr,
  'meraki-click': wispr,
  unifi: wispr,
  omada: wispr,
  generic: wispr,
}
