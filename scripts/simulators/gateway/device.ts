/** An access point of a simulated gateway. */
export interface SimulatedHotspot {
  /** MAC that goes into Called-Station-Id, aa:bb:cc:dd:ee:ff. */
  bssid: string
  ssid: string
}

/** The makes of gateway that are simulated. */
export type DialectName = 'coovachilli' | 'mikrotik' | 'cisco' | 'aruba' | 'ruckus' | 'meraki' | 'cambium'

/** A phone or laptop as the gateway sees it. */
export interface SimulatedDevice {
  /** aa:bb:cc:dd:ee:ff. */
  mac: string
  /** Loopback address that its HTTP requests come from; absent: it never opens a page. */
  address?: string
}

/** A device that is in reach of one of the gateway's hotspots, online or not. */
export interface AttachedDevice extends SimulatedDevice {
  hotspot: SimulatedHotspot
  /** Address that the gateway gave it. */
  ip: string
  /** Acct-Session-Id of its session, made at arrival as the gateways themselves do. */
  acctSessionId: string
  /** What the last redirect told the browser to answer. */
  challenge?: { bytes: Buffer; ident: number; until: number }
  macAuthTried: boolean
}

/** How a device proves itself; `chap` is CHAP Ident followed by the 16 octets of the response (RFC 2865 section 5.3). */
export type Credentials =
  | { method: 'mac' }
  | { method: 'pap'; username: string; password: string }
  | { method: 'chap'; username: string; chap: Buffer; challenge: Buffer }

export type Outcome = 'accept' | 'reject' | 'timeout'

/** What a dialect of captive gateways needs of the gateway that speaks it. */
export interface DialectGateway {
  nasIdentifier: string
  /** The portal's address, without query. */
  portalUrl: string
  uamSecret: string | null
  loginBy: 'http-chap' | 'http-pap'
  /** Where browsers reach the gateway. */
  host: string
  port: number
  isOnline(device: AttachedDevice): boolean
  logIn(device: AttachedDevice, credentials: Credentials): Promise<Outcome>
  logOff(device: AttachedDevice): Promise<void>
}

export interface BrowserRequest {
  method: string
  url: URL
  /** Query and form body together. */
  fields: URLSearchParams
}

export type BrowserAnswer = { redirect: string } | { status: number; page: string }

export type Dialect = (
  gateway: DialectGateway,
  device: AttachedDevice,
  request: BrowserRequest,
) => Promise<BrowserAnswer>

/** `AA-BB-CC-DD-EE-FF` (RFC 3580 section 3.20). */
export const dashed = (mac: string): string => mac.toUpperCase().replaceAll(':', '-')
