import { expect } from 'chai'
import { accessRequest, Code, decodePacket, encodeReply, encodeRequest, reply } from '../../../../radius/index.ts'
import type { Limits } from '../../../../server/access/decide.ts'
import { limitAttributes } from '../../../../server/access/reply/vendor-attributes.ts'
import { type GatewayVendor, gatewayVendors } from '../../../../server/network/tables.ts'

const limits: Limits = {
  sessionSeconds: 14_400,
  idleSeconds: 900,
  interimSeconds: 300,
  upBps: 2_000_000,
  downBps: 5_000_000,
  octets: 5_000_000_000,
}
const unlimited: Limits = { ...limits, upBps: null, downBps: null, octets: null }

const named = (vendor: GatewayVendor, given: Limits) => {
  const { numbers, texts } = limitAttributes(vendor, given)
  return Object.fromEntries([...numbers, ...texts].map(([type, value]) => [type.name, value]))
}

const common = { 'Session-Timeout': 14_400, 'Idle-Timeout': 900, 'Acct-Interim-Interval': 300 }
const wispr = { ...common, 'WISPr-Bandwidth-Max-Up': 2_000_000, 'WISPr-Bandwidth-Max-Down': 5_000_000 }

const expected: Record<GatewayVendor, Record<string, number | string>> = {
  coovachilli: {
    ...common,
    'ChilliSpot-Bandwidth-Max-Up': 2000,
    'ChilliSpot-Bandwidth-Max-Down': 5000,
    'ChilliSpot-Max-Total-Octets': 705_032_704,
    'ChilliSpot-Max-Total-Gigawords': 1,
  },
  uspot: {
    ...common,
    'ChilliSpot-Bandwidth-Max-Up': 2000,
    'ChilliSpot-Bandwidth-Max-Down': 5000,
    'ChilliSpot-Max-Total-Octets': 2 ** 32 - 1,
  },
  mikrotik: {
    ...common,
    'Mikrotik-Rate-Limit': '2000000/5000000',
    'Mikrotik-Total-Limit': 705_032_704,
    'Mikrotik-Total-Limit-Gigawords': 1,
  },
  cisco: wispr,
  aruba: wispr,
  ruckus: wispr,
  meraki: wispr,
  cambium: wispr,
  opennds: wispr,
  'meraki-click': wispr,
  unifi: wispr,
  omada: wispr,
  generic: wispr,
}

describe('vendor attributes', () => {
  for (const vendor of gatewayVendors) {
    it(`can always be encoded for a ${vendor} gateway, whatever the limits came to`, () => {
      const odd = [8799.8765, 0.2, 0, -5, Number.NaN, 2 ** 40, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]
      const request = accessRequest({ username: 'ada', password: 'lovelace', secret: 'secret' })
      const packet = decodePacket(encodeRequest(request, 'secret'))
      for (const value of odd) {
        const given = { ...limits, sessionSeconds: value, upBps: value, downBps: value, octets: value }
        const accept = reply(Code.AccessAccept)
        const { numbers, texts } = limitAttributes(vendor, given)
        for (const [type, each] of numbers) accept.add(type, each)
        for (const [type, each] of texts) accept.add(type, each)
        expect(() => encodeReply(accept, packet, 'secret'), `${value}`).not.to.throw()
        expect(named(vendor, given)['Session-Timeout']).to.be.at.least(1)
      }
    })
  }

  for (const vendor of gatewayVendors) {
    it(`give a ${vendor} gateway the limits in its own units`, () => {
      expect(named(vendor, limits)).to.deep.equal(expected[vendor])
    })

    it(`give a ${vendor} gateway only the times where nothing else is limited`, () => {
      expect(named(vendor, unlimited)).to.deep.equal(common)
    })

    it(`give a ${vendor} gateway values that fit on the wire, however large the limits`, () => {
      const huge = { ...limits, upBps: 1e12, downBps: 1e12, octets: Number.MAX_SAFE_INTEGER }
      const { numbers, texts } = limitAttributes(vendor, huge)
      const accept = reply(Code.AccessAccept)
      for (const [type, value] of numbers) expect(accept.add(type, value).get(type)).to.equal(value)
      for (const [type, value] of texts) expect(accept.add(type, value).get(type)).to.equal(value)
    })
  }

  it('send no gigawords below 4 GiB, and MikroTik 0 for the direction without a limit', () => {
    const small = { ...limits, octets: 1000, upBps: null }
    expect(named('mikrotik', small)).to.deep.equal({
      ...common,
      'Mikrotik-Rate-Limit': '0/5000000',
      'Mikrotik-Total-Limit': 1000,
    })
  })
})
