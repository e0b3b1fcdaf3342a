/** Attributes of ChilliSpot and CoovaChilli. Bandwidths are in kilobits per second. */
import { attributesOf } from '../attribute-type.ts'

const chillispot = attributesOf(14559)

export const CoovaChilliMaxInputOctets = chillispot.integer('ChilliSpot-Max-Input-Octets', 1)
export const CoovaChilliMaxOutputOctets = chillispot.integer('ChilliSpot-Max-Output-Octets', 2)
export const CoovaChilliMaxTotalOctets = chillispot.integer('ChilliSpot-Max-Total-Octets', 3)
export const CoovaChilliBandwidthMaxUp = chillispot.integer('ChilliSpot-Bandwidth-Max-Up', 4)
export const CoovaChilliBandwidthMaxDown = chillispot.integer('ChilliSpot-Bandwidth-Max-Down', 5)
export const CoovaChilliConfig = chillispot.text('ChilliSpot-Config', 6)
export const CoovaChilliLang = chillispot.text('ChilliSpot-Lang', 7)
export const CoovaChilliVersion = chillispot.text('ChilliSpot-Version', 8)
export const CoovaChilliOriginalUrl = chillispot.text('ChilliSpot-OriginalURL', 9)
export const CoovaChilliUamAllowed = chillispot.text('ChilliSpot-UAM-Allowed', 100)
export const CoovaChilliMacAllowed = chillispot.text('ChilliSpot-MAC-Allowed', 101)
export const CoovaChilliInterval = chillispot.integer('ChilliSpot-Interval', 102)
export const CoovaChilliAcctViewPoint = chillispot.integer('ChilliSpot-Acct-View-Point', 10)
export const CoovaChilliSessionState = chillispot.integer('ChilliSpot-Session-State', 15)
export const CoovaChilliMaxInputGigawords = chillispot.integer('ChilliSpot-Max-Input-Gigawords', 21)
export const CoovaChilliMaxOutputGigawords = chillispot.integer('ChilliSpot-Max-Output-Gigawords', 22)
export const CoovaChilliMaxTotalGigawords = chillispot.integer('ChilliSpot-Max-Total-Gigawords', 23)
export const CoovaChilliVlanId = chillispot.integer('ChilliSpot-VLAN-Id', 24)
