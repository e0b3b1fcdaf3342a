import type { GatewayVendor } from '../tables.ts'
import { isOpenedByPortal } from './abilities.ts'
import type { Gateway } from './gateways.ts'

/** Each from the vendor's own document, named beside it; of the makes that are missing none says what such an address is. */
const entrances: Partial<Record<GatewayVendor, (login: URL) => string>> = {
  // chilli.conf(5), `uamport`
  coovachilli: ({ origin }) => `${origin}/prelogin`,
  // uspot, README, `config/uhttpd`: its pages are on the web's own port; on `uam_port` are only /logon, /logoff and /logout
  uspot: ({ protocol, hostname }) => `${protocol}//${hostname}/hotspot`,
  // MikroTik, "HotSpot customisation", `/login`
  mikrotik: ({ origin }) => `${origin}/login`,
  // Cisco, "Web Authentication on WLAN Controller": the virtual address's login page
  cisco: ({ origin }) => `${origin}/login.html`,
  // openNDS, clientstatus.rst: the status page, which has a button to the portal
  opennds: ({ origin }) => `${origin}/`,
}

/** Where a gateway of this make sends devices on from that login address; undefined where Plaza knows nothing of the kind. */
export const entranceAt = (vendor: GatewayVendor, loginOrigin: string): string | undefined =>
  entrances[vendor]?.(new URL(loginOrigin))

/**
 * Where a gateway sends devices that are not online on to the portal, with all that the portal must know of them, at its
 * own login address. Undefined where Plaza knows no address of it: its devices find the portal by their own probes, which
 * the gateway redirects.
 */
export function redirectAddress({
  vendor,
  loginOrigins: [origin],
}: Pick<Gateway, 'vendor' | 'loginOrigins'>): string | undefined {
  return origin === undefined ? undefined : entranceAt(vendor, origin)
}

/** Below the portal: what a gateway's Captive Portal API says (RFC 8908). */
export const captiveApiPath = (gatewayId: number): string => `/portal/captive/${gatewayId}`

/**
 * What a gateway's devices are given by DHCP option 114 (RFC 8910). Undefined for gateways that the portal opens: they
 * do not say which address a device has, so that nobody could be told of a session.
 */
export const captiveApiAddress = (
  { id, vendor }: Pick<Gateway, 'id' | 'vendor'>,
  publicUrl: string,
): string | undefined => (isOpenedByPortal(vendor) ? undefined : publicUrl + captiveApiPath(id))
