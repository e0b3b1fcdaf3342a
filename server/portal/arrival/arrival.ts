import type { Gateway } from '../../network/gateways/gateways.ts'
import type { HotspotRef } from '../../network/gateways/registry.ts'

/** A new device at a hotspot, as its gateway's redirect tells: every dialect comes down to this. */
export type Arrival = TicketArrival | OpenedArrival
export type TicketArrival = ArrivalWith<TicketReply>
export type OpenedArrival = ArrivalWith<OpenedReply>

interface ArrivalWith<R extends Reply> {
  gateway: Gateway
  hotspot: HotspotRef | undefined
  /** MAC of the device, aa:bb:cc:dd:ee:ff. */
  deviceMac: string
  /** Where the device wanted to go: http or https, shown and linked but never redirected to unasked. */
  wantedUrl: string | undefined
  reply: R
  /** Milliseconds since 1970. */
  arrivedAt: number
}

/** What the gateway needs back, by its dialect. */
export type Reply = TicketReply | OpenedReply

/** Of gateways that are given a ticket, which they show RADIUS. */
export type TicketReply = CoovaChilliReply | MikrotikReply | LoginFormReply

/** Of gateways that do not ask RADIUS: the portal opens them. */
export type OpenedReply = OpenNdsReply | MerakiClickReply | UnifiReply | OmadaReply

export interface CoovaChilliReply {
  dialect: 'coovachilli'
  /** `http://uamip:uamport`, one of the gateway's login origins. */
  origin: string
  /** 16 octets in hex. */
  challenge: string
}

export interface MikrotikReply {
  dialect: 'mikrotik'
  /** `link-login-only`; its origin is one of the gateway's login origins. */
  loginUrl: string
  /** Octets in hex; absent where the router is told passwords in clear (http-pap). */
  chap?: { id: string; challenge: string }
}

/** Of gateways whose login page takes user name and password as they are, which they then show RADIUS by PAP. */
export interface LoginFormReply {
  dialect: 'cisco' | 'aruba' | 'ruckus' | 'meraki' | 'cambium'
  /** Where the form goes; its origin is one of the gateway's login origins. */
  loginUrl: string
}

export interface OpenNdsReply {
  dialect: 'opennds'
  /** SHA-256 of the device's token, hex. */
  hid: string
  /** Where the browser takes the answer; absent: the gateway fetches it (level 3). */
  authUrl?: string
  /** The redirect was encrypted with the gateway's key: what it says of the device is true. */
  encrypted: boolean
}

export interface MerakiClickReply {
  dialect: 'meraki-click'
  /** `base_grant_url`; its origin is one of the gateway's login origins. */
  grantUrl: string
}

export interface UnifiReply {
  dialect: 'unifi'
  /** Of the access point. */
  apMac: string
}

export interface OmadaReply {
  dialect: 'omada'
  /** What says where the device is, as it came: `apMac`, `ssidName`, `radioId`, or `gatewayMac`, `vid`. */
  place: Record<string, string>
}

/** What a gateway's redirect says. */
export type Visit =
  | { event: 'start'; arrival: Arrival }
  /** `wantedUrl` is undefined where the redirect proves nothing: the page would link wherever anybody likes. */
  | { event: 'online'; wantedUrl: string | undefined }
  /** The login was refused; `arrival` is there where another can begin at once, else the gateway is asked again. */
  | { event: 'failed'; arrival: Arrival | undefined; againUrl: string }
  | { event: 'left'; againUrl: string }

/** How a ticket goes back through the gateway: by an address to go to, or a form to send. */
export type HandOver = { redirect: string } | { form: { action: string; fields: Record<string, string> } }

/** The longest address worth keeping; a longer one is forgotten, since the cookie that holds it must stay small. */
const MAX_URL = 800

/** `text` where it is an http or https address of reasonable length, spelled as URL parsing does. */
export function webAddress(text: string | undefined): string | undefined {
  if (!text || !URL.canParse(text)) return undefined
  const { protocol, username, password, href } = new URL(text)
  if ((protocol !== 'http:' && protocol !== 'https:') || username || password || href.length > MAX_URL) return undefined
  return href
}
