/** Attributes of WISPr, the Wi-Fi Alliance roaming recommendation. Bandwidths are in bits per second. */
import { attributesOf } from '../attribute-type.ts'

const wispr = attributesOf(14122)

export const WisprLocationId = wispr.text('WISPr-Location-ID', 1)
export const WisprLocationName = wispr.text('WISPr-Location-Name', 2)
export const WisprLogoffUrl = wispr.text('WISPr-Logoff-URL', 3)
export const WisprRedirectionUrl = wispr.text('WISPr-Redirection-URL', 4)
export const WisprBandwidthMinUp = wispr.integer('WISPr-Bandwidth-Min-Up', 5)
export const WisprBandwidthMinDown = wispr.integer('WISPr-Bandwidth-Min-Down', 6)
export const WisprBandwidthMaxUp = wispr.integer('WISPr-Bandwidth-Max-Up', 7)
export const WisprBandwidthMaxDown = wispr.integer('WISPr-Bandwidth-Max-Down', 8)
export const WisprSessionTerminateTime = wispr.text('WISPr-Session-Terminate-Time', 9)
export const WisprSessionTerminateEndOfDay = wispr.text('WISPr-Session-Terminate-End-Of-Day', 10)
export const WisprBillingClassOfService = wispr.text('WISPr-Billing-Class-Of-Service', 11)
