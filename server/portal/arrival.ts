import type { Gateway } from '../hotspots/gateways.ts'
import type { HotspotRef } from '../hotspots/registry.ts'

/** A new device at a hotspot, as its gateway's redirect tells: every dialect comes down to this. */
export interface Arrival {
  gateway: Gateway
  hotspot: HotspotRef | undefined
  /** MAC of the device, aa:bb:cc:dd:ee:ff. */
  deviceMac: string
  /** Where the device wanted to go: http or https, shown and linked but never redirected to unasked. */
  wantedUrl: string | undefined
}
