import { expect } from 'chai'
import fc from 'fast-check'
import {
  CiscoAvPair,
  Code,
  decodePacket,
  encodePacket,
  MalformedPacket,
  type MalformedReason,
  ReplyMessage,
  SessionTimeout,
  UserName,
  WisprBandwidthMaxDown,
} from '../../../radius/index.ts'

const packetOf = (attributes: string, { length = 20 + attributes.length / 2, code = 1 } = {}): Buffer => {
  const header = Buffer.alloc(20)
  header[0] = code
  header.writeUInt16BE(length, 2)
  return Buffer.concat([header, Buffer.from(attributes, 'hex')])
}

const reasonOf = (datagram: Buffer): string => {
  try {
    decodePacket(datagram)
    return 'accepted'
  } catch (error) {
    if (error instanceof MalformedPacket) return error.reason
    throw error
  }
}

const authenticator = `5012${'00'.repeat(16)}`
const eap = '4f0402ff'

const malformed: [string, MalformedReason, Buffer][] = [
  ['no octets at all', 'too-short', Buffer.alloc(0)],
  ['19 octets', 'too-short', packetOf('').subarray(0, 19)],
  ['a Length of 19', 'bad-length', packetOf('', { length: 19 })],
  ['a Length of 4097', 'bad-length', Buffer.concat([packetOf('', { length: 4097 }), Buffer.alloc(4100)])],
  ['a Length beyond the datagram', 'truncated', packetOf('', { length: 21 })],
  ['an attribute of type 0', 'attribute-type-zero', packetOf('0002')],
  ['an attribute of length 0', 'attribute-too-short', packetOf('0100')],
  ['an attribute of length 1', 'attribute-too-short', packetOf('0101')],
  ['an attribute that is a lone type', 'attribute-overrun', packetOf('ff')],
  ['an attribute beyond the Length', 'attribute-overrun', packetOf('010a')],
  ['an attribute beyond the Length but within the datagram', 'attribute-overrun', packetOf('01046869', { length: 22 })],
  ['a short Message-Authenticator', 'bad-message-authenticator-length', packetOf('5005000000')],
  ['two Message-Authenticators', 'several-message-authenticators', packetOf(authenticator + authenticator)],
  ['EAP-Message alone', 'eap-without-message-authenticator', packetOf(eap)],
  ['EAP-Message and User-Password', 'eap-with-password', packetOf(`${authenticator}${eap}0212${'00'.repeat(16)}`)],
  ['EAP-Message and CHAP-Password', 'eap-with-password', packetOf(`${authenticator}${eap}0313${'00'.repeat(17)}`)],
]

describe('decoding a packet', () => {
  for (const [what, reason, datagram] of malformed)
    it(`refuses ${what}`, () => {
      expect(reasonOf(datagram)).to.equal(reason)
    })

  it('ignores octets beyond the Length', () => {
    const packet = decodePacket(Buffer.concat([packetOf('0105626f62'), Buffer.from('0100ffff')]))
    expect(packet.get(UserName)).to.equal('bob')
    expect(packet.raw).to.have.length(25)
  })

  it('keeps attributes and vendors that it does not know, unchanged and in order', () => {
    const unknown = 'f105aabbcc1a0d00001fe4000200076666661a0500aabb0105626f62'
    const packet = decodePacket(packetOf(unknown))
    expect(encodePacket(packet).subarray(20).toString('hex')).to.equal(unknown)
    expect(packet.get(UserName)).to.equal('bob')
  })

  it('finds several attributes of a vendor in one attribute 26, and several vendors', () => {
    const packet = decodePacket(
      packetOf('1a0c00000009010661733d62' + '1a12' + '0000372a' + '0706000f4240' + '08060000ea60' + '1b0600000e10'),
    )
    expect(packet.get(WisprBandwidthMaxDown)).to.equal(60_000)
    expect(packet.get(SessionTimeout)).to.equal(3600)
  })

  it('passes over the attribute 26 of a vendor whose content is no list', () => {
    const packet = decodePacket(packetOf('1a0a0000372a08ff0001' + '1a0c0000372a080600000007'))
    expect(packet.getAll(WisprBandwidthMaxDown)).to.deep.equal([7])
  })

  it('reads no value of a vendor beyond its attribute 26', () => {
    const packet = decodePacket(packetOf('1a0a00000009010a6162' + '01086576696c2121'))
    expect(packet.getAll(CiscoAvPair)).to.deep.equal([])
    expect(packet.get(UserName)).to.equal('evil!!')
  })

  it('leaves out a value of the wrong size', () => {
    const packet = decodePacket(packetOf('1b0500000f' + '1b0600000010'))
    expect(packet.getAll(SessionTimeout)).to.deep.equal([16])
    expect(packet.has(SessionTimeout)).to.equal(true)
  })

  it('throws nothing but MalformedPacket, whatever comes', () => {
    const header = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 120 }))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        reasonOf(Buffer.from(octets))
      }),
      { numRuns: 2_000, seed: 2865 },
    )
    fc.assert(
      fc.property(header, ([code, attributes]) => {
        const datagram = packetOf(Buffer.from(attributes).toString('hex'), { code })
        if (reasonOf(datagram) !== 'accepted') return
        const packet = decodePacket(datagram)
        packet.getAll(WisprBandwidthMaxDown)
        packet.getAll(ReplyMessage)
        expect(encodePacket(packet).equals(datagram)).to.equal(true)
      }),
      { numRuns: 2_000, seed: 2866 },
    )
  })

  it('throws nothing but MalformedPacket for a good packet with some octets changed', () => {
    const good = packetOf(`${authenticator}0105626f621a120000372a0706000f424008060000ea60${eap}`, {
      code: Code.AccessRequest,
    })
    expect(reasonOf(good)).to.equal('accepted')
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    let refused = 0
    fc.assert(
      fc.property(changes, (mutations) => {
        const mutant = Buffer.from(good)
        for (const [at, octet] of mutations) mutant[at] = octet
        if (reasonOf(mutant) !== 'accepted') refused += 1
      }),
      { numRuns: 2_000, seed: 5080 },
    )
    expect(refused).to.be.greaterThan(100)
  })
})
