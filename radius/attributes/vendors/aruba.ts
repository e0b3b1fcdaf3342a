/** Attributes of Aruba controllers and Aruba Instant. */
import { attributesOf } from '../attribute-type.ts'

const aruba = attributesOf(14823)

export const ArubaUserRole = aruba.text('Aruba-User-Role', 1)
export const ArubaUserVlan = aruba.integer('Aruba-User-Vlan', 2)
export const ArubaAdminRole = aruba.text('Aruba-Admin-Role', 4)
export const ArubaEssidName = aruba.text('Aruba-Essid-Name', 5)
export const ArubaLocationId = aruba.text('Aruba-Location-Id', 6)
export const ArubaPortIdentifier = aruba.text('Aruba-Port-Identifier', 7)
export const ArubaNamedUserVlan = aruba.text('Aruba-Named-User-Vlan', 9)
export const ArubaApGroup = aruba.text('Aruba-AP-Group', 10)
export const ArubaDeviceType = aruba.text('Aruba-Device-Type', 12)
export const ArubaCppmRole = aruba.text('Aruba-CPPM-Role', 23)
export const ArubaApIpAddress = aruba.ipv4('Aruba-AP-IP-Address', 34)
export const ArubaUserGroup = aruba.text('Aruba-User-Group', 36)
export const ArubaCaptivePortalUrl = aruba.text('Aruba-Captive-Portal-URL', 43)
export const ArubaUbtGatewayRole = aruba.text('Aruba-UBT-Gateway-Role', 53)
export const ArubaGatewayZone = aruba.text('Aruba-Gateway-Zone', 54)
export const ArubaApMacAddress = aruba.text('Aruba-AP-MAC-Address', 60)
export const ArubaDeviceMacAddress = aruba.text('Aruba-Device-MAC-Address', 61)
