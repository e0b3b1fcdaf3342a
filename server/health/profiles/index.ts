import { arubaInstant, ciscoWlc, cnpilot, epmp, meraki, ruckusUnleashed } from './enterprise.ts'
import { generic, openwrt, routeros } from './open.ts'
import type { Profile } from './profile.ts'
import { airos, unifi } from './ubiquiti.ts'

/** In the order in which equals are tried. */
export const profiles: readonly Profile[] = [
  unifi,
  openwrt,
  airos,
  routeros,
  arubaInstant,
  ruckusUnleashed,
  ciscoWlc,
  epmp,
  cnpilot,
  meraki,
]

/** What tells a device's kind. */
export interface Identity {
  sysObjectId: string
  sysDescr: string
  /** First line of the `extend` script `distro`, where there is one. */
  distro: string
  /** dot11manufacturerProductName of the first radio, where there is one. */
  product: string
}

/**
 * The profile with the longest prefix of sysObjectID; among those that share a foreign one (net-snmp's, FROGFOOT's)
 * the one whose description fits. A profile with a description is taken only when it fits.
 */
export function profileOf({ sysObjectId, sysDescr, distro, product }: Identity): Profile {
  let best = generic
  let longest = 0
  for (const profile of profiles) {
    const prefix = Math.max(0, ...profile.objectIds.filter((id) => isUnder(sysObjectId, id)).map((id) => id.length))
    const { describes } = profile
    const described = describes !== undefined && [sysDescr, distro, product].some((text) => describes.test(text))
    const fits = prefix > 0 && (described || describes === undefined)
    const weight = prefix + (described ? 1 : 0)
    if (fits && weight > longest) {
      best = profile
      longest = weight
    }
  }
  return best
}

const isUnder = (oid: string, prefix: string) => oid === prefix || oid.startsWith(`${prefix}.`)
