import type { GatewayVendor } from '../tables.ts'

/** What Plaza cannot do at gateways of a make, whatever it tells them. */
export const inabilities = [
  /** End a live session (RFC 5176 section 2.1). */
  'disconnect',
  /** Change the limits of a live session (RFC 5176 section 2.2). */
  'change-limits',
  /** Have the gateway stop at a number of octets: Plaza ends the session at the daily quota where it can. */
  'data-limit',
  /** Limit the speed. */
  'speed-limit',
  /** Know what is used while it is used, or at all (RFC 2866): only that a device was let in, and until when. */
  'accounting',
] as const
export type Inability = (typeof inabilities)[number]

interface Abilities {
  /** Who lets devices in: RADIUS, which the gateway asks, or the portal itself. */
  access: 'radius' | 'portal'
  cannot: readonly Inability[]
}

const viaRadius = (...cannot: Inability[]): Abilities => ({ access: 'radius', cannot })
const viaPortal = (...more: Inability[]): Abilities => ({
  access: 'portal',
  cannot: ['disconnect', 'change-limits', ...more, 'accounting'],
})

/** Each from the vendor's own document, named beside it. */
const abilities: Record<GatewayVendor, Abilities> = {
  // coova-chilli, `coaport`; dictionary.chillispot
  coovachilli: viaRadius(),
  // uspot, uspot.uc: with `counters` and the package ratelimit; of a live session it changes the time alone
  uspot: viaRadius(),
  // MikroTik RouterOS, "RADIUS", `/radius incoming`; dictionary.mikrotik
  mikrotik: viaRadius(),
  // Cisco, "Change of Authorization Support": no limits of a live session
  cisco: viaRadius('change-limits', 'data-limit'),
  // ArubaOS, `aaa rfc-3576-server`; the speed is that of the user role
  aruba: viaRadius('data-limit', 'speed-limit'),
  // Ruckus, "Hotspot WISPr Reference Guide"
  ruckus: viaRadius('data-limit'),
  // Meraki, "Change of Authorization with RADIUS": for 802.1X and MAC-based access control, not for splash sign-on
  meraki: viaRadius('disconnect', 'change-limits', 'data-limit', 'speed-limit'),
  // Cambium, "cnPilot Enterprise AP User Guide"
  cambium: viaRadius('data-limit'),
  generic: viaRadius('data-limit'),
  // openNDS, fas.rst: levels 1 and 2 take a token and nothing else; level 3 takes time, speed and data
  opennds: viaPortal(),
  // Meraki, "Captive Portal API, Click-through": `duration` and nothing else
  'meraki-click': viaPortal('data-limit', 'speed-limit'),
  // UniFi, `cmd/stamgr` `authorize-guest`: minutes, up, down, bytes
  unifi: viaPortal(),
  // TP-Link FAQ 3231: `time` and nothing else
  omada: viaPortal('data-limit', 'speed-limit'),
}

/** Whether gateways of this make are opened by the portal instead of asking RADIUS. */
export const isOpenedByPortal = (vendor: GatewayVendor): boolean => abilities[vendor].access === 'portal'

/**
 * Whether the gateway refuses a Disconnect- or CoA-Request that says more of the session than it knows: uspot takes no
 * Event-Timestamp, and compares NAS-IP-Address with what it was configured with, mostly nothing (src/radius-das.c,
 * das_match_client).
 */
export const refusesMore = (vendor: GatewayVendor): boolean => vendor === 'uspot'

/**
 * What Plaza cannot do at this gateway.
 *
 * @param gateway `loginOrigins` tell openNDS's levels 1 and 2, which take no limits, from level 3
 */
export function cannotAt({
  vendor,
  loginOrigins,
}: {
  vendor: GatewayVendor
  loginOrigins: readonly string[]
}): Inability[] {
  const { cannot } = abilities[vendor]
  const tokenOnly: readonly Inability[] =
    vendor === 'opennds' && loginOrigins.length > 0 ? ['data-limit', 'speed-limit'] : []
  return inabilities.filter((one) => cannot.includes(one) || tokenOnly.includes(one))
}
