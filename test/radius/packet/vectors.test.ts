import { expect } from 'chai'
import * as dataTypes from '../../../radius/attributes/data-types.ts'
import { decodePacket, encodePacket, MalformedPacket, MessageAuthenticator, Packet } from '../../../radius/index.ts'
import { attributesByName } from './attributes-by-name.ts'
import { bytes, isHex, known, plain, readVectors, type Vector } from './freeradius-vectors.ts'
import { sharedData } from './shared-data.ts'
import { fromWords, inWords, readWrittenAttributes } from './written-packets.ts'

/** An Access-Request with these attributes, and with the Message-Authenticator that an EAP-Message needs. */
const packetOf = (attributes: Buffer): Buffer => {
  const packet = new Packet(1).append(attributes).add(MessageAuthenticator, Buffer.alloc(16))
  return encodePacket(packet)
}

describe('attributes written out by hand', () => {
  const written = readWrittenAttributes()

  for (const { octets, attributes } of written) {
    const [{ type, value = '' }] = attributes as [(typeof attributes)[number]]
    it(`${type.name} = ${value.slice(0, 40)} is encoded into its octets and decoded from them`, () => {
      const packet = new Packet(1).add(type, fromWords(type, value))
      expect(packet.attributes.toString('hex')).to.equal(octets.toString('hex'))
      const read = decodePacket(packetOf(octets))
      expect(read.getAll(type).map((each) => inWords(type, each))).to.deep.equal([value])
      expect(encodePacket(read).equals(read.raw!)).to.equal(true)
    })
  }

  it('are of every kind that attributes have, and of every vendor', () => {
    // An extended attribute has a kind of its own, with a test of its own.
    const library = [...attributesByName.values()].filter(({ extended }) => !extended)
    const types = written.flatMap(({ attributes }) => attributes.map(({ type }) => type))
    const nameOf = new Map(Object.entries(dataTypes).map(([name, dataType]) => [dataType as unknown, name]))
    const kindsOf = (all: typeof types) => [...new Set(all.map(({ dataType }) => nameOf.get(dataType)))].sort()
    const vendorsOf = (all: typeof types) => [...new Set(all.map(({ vendor }) => vendor))].sort((a, b) => a - b)
    expect(kindsOf(types)).to.deep.equal(kindsOf(library))
    expect(vendorsOf(types)).to.deep.equal(vendorsOf(library))
  })
})

describe("FreeRADIUS's vectors", () => {
  let vectors: Vector[]

  before(function () {
    vectors = readVectors(sharedData(this, 'freeradius'))
  })

  it('encode into the same octets, for every attribute known here', () => {
    let compared = 0
    for (const { verb, input, match } of vectors) {
      const pairs = verb === 'encode-pair' && isHex(match) ? known(input) : undefined
      if (!pairs) continue
      const packet = new Packet(1)
      for (const { type, value } of pairs) packet.add(type, value)
      expect(packet.attributes.toString('hex'), input).to.equal(bytes(match).toString('hex'))
      compared += 1
    }
    expect(compared).to.be.at.least(7)
  })

  it('decode attributes into the same values and back', () => {
    let compared = 0
    for (const { verb, input, match } of vectors) {
      const pairs = verb === 'decode-pair' && isHex(input) ? known(match) : undefined
      if (!pairs) continue
      const packet = decodePacket(packetOf(bytes(input)))
      for (const { type, value } of pairs) expect(packet.getAll(type).map(plain), input).to.include(plain(value))
      expect(encodePacket(packet).equals(packet.raw!)).to.equal(true)
      compared += 1
    }
    expect(compared).to.be.at.least(8)
  })

  it('decode whole packets into the same values', () => {
    let compared = 0
    for (const { verb, input, match } of vectors) {
      if (verb !== 'decode-proto' || match.startsWith('ERROR') || bytes(input)[0] === 0x4f) continue
      let packet: Packet
      try {
        packet = decodePacket(bytes(input))
      } catch (error) {
        // Captured from a client that sends a User-Password beside its EAP-Message (RFC 3579 §3.1).
        expect((error as MalformedPacket).reason, input).to.equal('eap-with-password')
        continue
      }
      for (const pair of match.split(/, (?=[\w.-]+ = )/)) {
        const [expected] = known(pair) ?? []
        if (!expected) continue
        expect(packet.getAll(expected.type).map(plain), input).to.include(plain(expected.value))
        compared += 1
      }
    }
    expect(compared).to.be.at.least(130)
  })

  it('are refused where FreeRADIUS refuses the packet', () => {
    // Which code belongs to which port, and Status-Server's Message-Authenticator, are the server's to judge.
    const judgedLater = /unknown packet code|Message-Authenticator is required/
    let refused = 0
    for (const { verb, input, match } of vectors) {
      if (verb !== 'decode-proto' || !match.startsWith('ERROR: Packet failed') || judgedLater.test(match)) continue
      expect(() => decodePacket(bytes(input)), input).to.throw(MalformedPacket)
      refused += 1
    }
    expect(refused).to.be.greaterThan(9)
  })
})
