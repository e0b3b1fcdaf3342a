import {
  ArubaUserRole,
  type AttributeType,
  CiscoAvPair,
  FilterId,
  MikrotikGroup,
  MikrotikWirelessVlanId,
  MikrotikWirelessVlanIdType,
  type Packet,
  RuckusUserGroups,
  TunnelMediumType,
  TunnelPrivateGroupId,
  TunnelType,
} from '../../../radius/index.ts'
import type { GatewayVendor } from '../../network/tables.ts'
import type { Segment } from '../policies/segment.ts'

/** RFC 3580 section 3.31. */
const [VLAN, IEEE_802] = [13, 6]
/** There is one tunnel, so that nothing tells several apart (RFC 3580 section 3.31). */
const NO_TAG = 0
/** An 802.1Q tag, the other being that of 802.1ad. */
const MIKROTIK_8021Q = 0

/** Adds what tells the gateway of this make which VLAN, filter and role the device gets. */
export function addSegment(packet: Packet, vendor: GatewayVendor, segment: Segment): void {
  const { vlan, filterId, role } = segment
  if (vlan !== null) {
    packet.add(TunnelType, { tag: NO_TAG, value: VLAN })
    packet.add(TunnelMediumType, { tag: NO_TAG, value: IEEE_802 })
    packet.add(TunnelPrivateGroupId, { tag: NO_TAG, value: String(vlan) })
    // MikroTik, "RADIUS": Mikrotik-Wireless-VLANID; its wireless knows no tunnel attributes.
    if (vendor === 'mikrotik') {
      packet.add(MikrotikWirelessVlanId, vlan)
      packet.add(MikrotikWirelessVlanIdType, MIKROTIK_8021Q)
    }
  }
  const ownRole = role === null ? undefined : roles[vendor]?.(role)
  if (ownRole) packet.add(...ownRole)
  const filter = filterId ?? (ownRole && vendor !== 'ruckus' ? null : role)
  if (filter !== null) packet.add(FilterId, filter)
}

/**
 * In which attribute of its own a make is told the role. The others are told it by Filter-Id, where the policy has none
 * besides: Meraki ("RADIUS attribute specifying group policy name"), and Ruckus too, where SmartZone looks there ("RADIUS
 * Filter-Id User Role Mapping") and ZoneDirector at the vendor's.
 */
const roles: Partial<Record<GatewayVendor, (role: string) => [AttributeType<string>, string]>> = {
  // ArubaOS, "Server-derived role"
  aruba: (role) => [ArubaUserRole, role],
  // ZoneDirector, "User roles": the group attribute
  ruckus: (role) => [RuckusUserGroups, role],
  // Cisco Wireless Controller, "Local policies": match role
  cisco: (role) => [CiscoAvPair, `role=${role}`],
  // MikroTik, "RADIUS": of HotSpot users the profile in /ip hotspot user profile
  mikrotik: (role) => [MikrotikGroup, role],
}
