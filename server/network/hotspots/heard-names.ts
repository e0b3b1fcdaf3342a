import {
  ArubaApMacAddress,
  ArubaLocationId,
  NasIdentifier,
  NasPortId,
  type Packet as RadiusPacket,
  RuckusBssid,
  RuckusLocation,
  WisprLocationId,
} from '../../../radius/index.ts'

/** What of a RADIUS packet is read here. */
export type Packet = Pick<RadiusPacket, 'get'>

const ADDRESS_OCTETS = 6
/** Those of text, in the order in which they are believed. */
const NAMING = [ArubaApMacAddress, ArubaLocationId, RuckusLocation, WisprLocationId, NasPortId, NasIdentifier]

/**
 * What a request says of the access point besides Called-Station-Id: its maker's attributes first, then NAS-Port-Id (RFC
 * 2869 section 5.17) and NAS-Identifier.
 */
export function* attributesHeard(packet: Packet): Generator<string> {
  const bssid = packet.get(RuckusBssid)
  if (bssid?.length === ADDRESS_OCTETS) yield bssid.toString('hex')
  for (const attribute of NAMING) {
    const said = packet.get(attribute)
    if (said) yield said
  }
}
