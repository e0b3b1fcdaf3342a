import { expect } from 'chai'
import {
  ArubaUserRole,
  accessRequest,
  CiscoAvPair,
  Code,
  decodePacket,
  encodeReply,
  encodeRequest,
  FilterId,
  MikrotikGroup,
  MikrotikWirelessVlanId,
  MikrotikWirelessVlanIdType,
  RuckusUserGroups,
  reply,
  TunnelMediumType,
  TunnelPrivateGroupId,
  TunnelType,
} from '../../../../radius/index.ts'
import type { Segment } from '../../../../server/access/policies/segment.ts'
import { addSegment } from '../../../../server/access/reply/segment-attributes.ts'
import { type GatewayVendor, gatewayVendors } from '../../../../server/network/tables.ts'

const NONE: Segment = { vlan: null, filterId: null, role: null }
const request = decodePacket(encodeRequest(accessRequest({ username: 'a', password: 'b', secret: 's' }), 's'))
const types = [
  ...[ArubaUserRole, CiscoAvPair, FilterId, MikrotikGroup, RuckusUserGroups],
  ...[MikrotikWirelessVlanId, MikrotikWirelessVlanIdType],
]

/** As the gateway reads it on the wire. */
const told = (vendor: GatewayVendor, segment: Partial<Segment>) => {
  const accept = reply(Code.AccessAccept)
  addSegment(accept, vendor, { ...NONE, ...segment })
  return decodePacket(encodeReply(accept, request, 's'))
}
const named = (vendor: GatewayVendor, segment: Partial<Segment>) => {
  const packet = told(vendor, segment)
  return Object.fromEntries(
    types.filter((type) => packet.has(type)).map((type) => [type.name, packet.get(type as never)]),
  )
}

describe('the attributes of VLAN, filter and role', () => {
  for (const vendor of gatewayVendors)
    it(`put a device into a VLAN at a ${vendor} gateway, untagged as RFC 3580 has it`, () => {
      const packet = told(vendor, { vlan: 120 })
      expect(packet.get(TunnelType)).to.deep.equal({ tag: 0, value: 13 })
      expect(packet.get(TunnelMediumType)).to.deep.equal({ tag: 0, value: 6 })
      expect(packet.get(TunnelPrivateGroupId)).to.deep.equal({ tag: 0, value: '120' })
      // RFC 2868 section 3.6: without a tag the octet before the text is left out.
      expect(packet.attributes.includes(Buffer.from([81, 5, ...Buffer.from('120')]))).to.equal(true)
      expect(packet.attributes.includes(Buffer.from([64, 6, 0, 0, 0, 13, 65, 6, 0, 0, 0, 6]))).to.equal(true)
    })

  it('tell MikroTik’s wireless by its own', () => {
    expect(named('mikrotik', { vlan: 4094 })).to.deep.equal({
      'Mikrotik-Wireless-VLANID': 4094,
      'Mikrotik-Wireless-VLANID-Type': 0,
    })
  })

  const roles: Record<GatewayVendor, Record<string, string>> = {
    aruba: { 'Aruba-User-Role': 'visitor' },
    cisco: { 'Cisco-AVPair': 'role=visitor' },
    mikrotik: { 'Mikrotik-Group': 'visitor' },
    ruckus: { 'Ruckus-User-Groups': 'visitor', 'Filter-Id': 'visitor' },
    ...{
      coovachilli: { 'Filter-Id': 'visitor' },
      uspot: { 'Filter-Id': 'visitor' },
      meraki: { 'Filter-Id': 'visitor' },
    },
    ...{
      cambium: { 'Filter-Id': 'visitor' },
      generic: { 'Filter-Id': 'visitor' },
      opennds: { 'Filter-Id': 'visitor' },
    },
    ...{
      'meraki-click': { 'Filter-Id': 'visitor' },
      unifi: { 'Filter-Id': 'visitor' },
      omada: { 'Filter-Id': 'visitor' },
    },
  }
  for (const vendor of gatewayVendors)
    it(`give a role at a ${vendor} gateway in its own attribute, and a filter of the policy’s own is the filter`, () => {
      expect(named(vendor, { role: 'visitor' })).to.deep.equal(roles[vendor])
      expect(named(vendor, { filterId: 'guests' })).to.deep.equal({ 'Filter-Id': 'guests' })
      const { 'Filter-Id': _, ...own } = roles[vendor]
      expect(named(vendor, { role: 'visitor', filterId: 'guests' })).to.deep.equal({ ...own, 'Filter-Id': 'guests' })
      expect(told(vendor, { role: 'visitor', filterId: 'guests' }).has(TunnelType)).to.equal(false)
    })
})
