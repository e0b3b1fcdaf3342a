import { expect } from 'chai'
import fc from 'fast-check'
import {
  integer,
  integer64,
  ipv4,
  ipv6,
  octets,
  taggedInteger,
  taggedText,
  text,
} from '../../../radius/attributes/data-types.ts'
import {
  AcctStatusType,
  type AttributeType,
  accountingRequest,
  attributesOf,
  CiscoAvPair,
  Code,
  checkMessageAuthenticator,
  decodePacket,
  disconnectRequest,
  EapMessage,
  EventTimestamp,
  encodePacket,
  encodeReply,
  encodeRequest,
  FramedIpAddress,
  FramedIpv6Prefix,
  isRequestAuthentic,
  MessageAuthenticator,
  NasIpv6Address,
  NasPortType,
  Packet,
  ReplyMessage,
  reply,
  SessionTimeout,
  standard,
  TunnelMediumType,
  TunnelPrivateGroupId,
  TunnelType,
  UnencodableAttribute,
  UserName,
} from '../../../radius/index.ts'
import { attributesByName } from './attributes-by-name.ts'

const onTheWire = (packet: Packet): string => packet.attributes.toString('hex')
const packet = (): Packet => new Packet(Code.AccessAccept)

describe('the attributes of a packet', () => {
  it('take the form of their RFCs', () => {
    expect(onTheWire(packet().add(UserName, 'José'))).to.equal('01074a6f73c3a9')
    expect(onTheWire(packet().add(SessionTimeout, 3600))).to.equal('1b0600000e10')
    expect(onTheWire(packet().add(FramedIpAddress, '192.0.2.1'))).to.equal('0806c0000201')
    expect(onTheWire(packet().add(NasIpv6Address, '2001:db8::1'))).to.equal('5f1220010db8000000000000000000000001')
    expect(onTheWire(packet().add(NasIpv6Address, '::ffff:192.0.2.1'))).to.equal('5f1200000000000000000000ffffc0000201')
    expect(onTheWire(packet().add(FramedIpv6Prefix, '2001:db8:ff00::/36'))).to.equal('6109002420010db8f0')
    expect(onTheWire(packet().add(EventTimestamp, new Date('2026-01-02T03:04:05Z')))).to.equal('3706695735a5')
    expect(onTheWire(packet().add(AcctStatusType, AcctStatusType.values.InterimUpdate))).to.equal('280600000003')
    expect(onTheWire(packet().add(CiscoAvPair, 'a=b'))).to.equal('1a0b000000090105613d62')
    const tunnel = packet()
      .add(TunnelType, { tag: 0, value: 13 })
      .add(TunnelMediumType, { tag: 1, value: 6 })
      .add(TunnelPrivateGroupId, { tag: 0, value: '42' })
      .add(TunnelPrivateGroupId, { tag: 1, value: '42' })
    expect(onTheWire(tunnel)).to.equal('40060000000d' + '410601000006' + '51043432' + '5105013432')
    expect(tunnel.getAll(TunnelPrivateGroupId)).to.deep.equal([
      { tag: 0, value: '42' },
      { tag: 1, value: '42' },
    ])
  })

  it('come back in order, the first by get and all by getAll', () => {
    const several = packet().add(ReplyMessage, 'one').add(SessionTimeout, 1).add(ReplyMessage, 'two')
    expect(several.get(ReplyMessage)).to.equal('one')
    expect(several.getAll(ReplyMessage)).to.deep.equal(['one', 'two'])
    expect(several.has(SessionTimeout)).to.equal(true)
    expect(several.has(NasPortType)).to.equal(false)
    expect(several.get(NasPortType)).to.equal(undefined)
  })

  it('may be long only where the RFC joins them again', () => {
    const long = Buffer.alloc(600, 'x')
    const eap = packet().add(EapMessage, long)
    expect(eap.attributes).to.have.length(600 + 3 * 2)
    expect(eap.get(EapMessage)?.equals(long)).to.equal(true)
    expect(() => packet().add(ReplyMessage, 'x'.repeat(254))).to.throw(
      UnencodableAttribute,
      'Reply-Message: 254 octets',
    )
    expect(() => packet().add(CiscoAvPair, 'x'.repeat(248))).to.throw(UnencodableAttribute, 'Cisco-AVPair: 248 octets')
    expect(packet().add(CiscoAvPair, 'x'.repeat(247)).attributes).to.have.length(255)
  })

  it('say what is wrong with a value that does not go', () => {
    expect(() => packet().add(SessionTimeout, 2 ** 32)).to.throw(UnencodableAttribute, 'Session-Timeout: 4294967296')
    expect(() => packet().add(SessionTimeout, -1)).to.throw(UnencodableAttribute, 'not a whole number')
    expect(() => packet().add(SessionTimeout, 1.5)).to.throw(UnencodableAttribute, 'not a whole number')
    expect(() => packet().add(FramedIpAddress, '192.0.2')).to.throw(UnencodableAttribute, '"192.0.2" is not an IPv4')
    expect(() => packet().add(NasIpv6Address, 'fe80::1%eth0')).to.throw(UnencodableAttribute, 'not an IPv6 address')
    expect(() => packet().add(FramedIpv6Prefix, '2001:db8::')).to.throw(UnencodableAttribute, 'not an IPv6 prefix')
    expect(() => packet().add(TunnelType, { tag: 32, value: 13 })).to.throw(UnencodableAttribute, 'not a tag')
  })

  it('stay within 4096 octets', () => {
    const full = packet()
    for (let index = 0; index < 16; index += 1) full.add(ReplyMessage, 'x'.repeat(250))
    expect(() => full.add(ReplyMessage, 'x'.repeat(250))).to.throw(UnencodableAttribute, '4096')
    expect(encodePacket(full).length).to.be.at.most(4096)
  })

  it('are left out where they have no octets', () => {
    expect(onTheWire(packet().add(ReplyMessage, ''))).to.equal('')
  })

  it('are those of the packet that was read, which adding to does not change', () => {
    const datagram = encodePacket(packet().add(UserName, 'ada'))
    const before = datagram.toString('hex')
    const read = decodePacket(datagram)
    read.add(SessionTimeout, 5)
    expect(read.get(SessionTimeout)).to.equal(5)
    expect(datagram.toString('hex')).to.equal(before)
  })

  it('have names and numbers of their own', () => {
    const numbers = [...attributesByName.values()].map(({ vendor, number }) => `${vendor}.${number}`)
    expect(numbers.length).to.be.greaterThan(150)
    expect(new Set(numbers).size).to.equal(numbers.length)
  })

  it('come back as they were, whatever their dataTypes, vendors and order', () => {
    const tag = fc.integer({ min: 0, max: 31 })
    const number = fc.integer({ min: 1, max: 25 })
    const vendor = fc.constantFrom(0, 9, 14122, 2 ** 32 - 1)
    const byteCount = { minLength: 1, maxLength: 247 }
    const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    const readable = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((s) => Buffer.byteLength(s) < 240)
    const dataTypes = fc.oneof(
      fc.tuple(fc.constant(text), readable),
      fc.tuple(
        fc.constant(octets),
        fc.uint8Array(byteCount).map((bytes) => Buffer.from(bytes)),
      ),
      fc.tuple(fc.constant(integer), u32),
      fc.tuple(fc.constant(integer64), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
      fc.tuple(fc.constant(ipv4), fc.ipV4()),
      fc.tuple(fc.constant(ipv6), fc.uint8Array({ minLength: 16, maxLength: 16 }).map(asIpv6)),
      fc.tuple(fc.constant(taggedText), fc.record({ tag, value: readable })),
      fc.tuple(fc.constant(taggedInteger), fc.record({ tag, value: fc.integer({ min: 0, max: 2 ** 24 - 1 }) })),
    )
    const attribute = fc.tuple(number, vendor, dataTypes).map(([number, vendor, [dataType, value]]) => {
      const type = {
        name: `${vendor}.${number}`,
        number,
        vendor,
        dataType,
        concatenated: false,
      } as AttributeType<unknown>
      return { type, value: value as unknown }
    })
    fc.assert(
      fc.property(fc.array(attribute, { maxLength: 12 }), (attributes) => {
        const built = new Packet(Code.AccessRequest, 7, Buffer.alloc(16, 3))
        for (const { type, value } of attributes) built.add(type, value)
        const read = decodePacket(encodePacket(built))
        expect(read.code).to.equal(Code.AccessRequest)
        expect(read.identifier).to.equal(7)
        expect(read.attributes.equals(built.attributes)).to.equal(true)
        const seen = new Map<string, number>()
        for (const { type, value } of attributes) {
          const same = attributes.filter((other) => other.type.name === type.name)
          const index = seen.get(type.name) ?? 0
          seen.set(type.name, index + 1)
          // Others of the same number but of another kind may not read as this kind: compare those that all do.
          if (same.every((other) => other.type.dataType === type.dataType))
            expect(read.getAll(type)[index]).to.deep.equal(value)
        }
      }),
      { numRuns: 500, seed: 2869 },
    )
  })
})

const asIpv6 = (bytes: Uint8Array): string => ipv6.read(Buffer.from(bytes), 0, 16)!

describe('encoding a request', () => {
  it('gives Accounting- and Disconnect-Requests the authenticator of their content', () => {
    for (const request of [accountingRequest(), disconnectRequest()]) {
      const raw = encodeRequest(request.add(UserName, 'ada'), 'secret')
      expect(isRequestAuthentic(raw, 'secret')).to.equal(true)
      expect(isRequestAuthentic(raw, 'Secret')).to.equal(false)
    }
  })

  it('signs a Disconnect-Request that makes room for a Message-Authenticator, and its answer', () => {
    const raw = encodeRequest(disconnectRequest().add(MessageAuthenticator, Buffer.alloc(16)), 'secret')
    expect(isRequestAuthentic(raw, 'secret')).to.equal(true)
    expect(checkMessageAuthenticator(raw, 'secret')).to.equal('right')
    const answer = encodeReply(reply(Code.DisconnectAck), decodePacket(raw), 'secret')
    expect(checkMessageAuthenticator(answer, 'secret', raw.subarray(4, 20))).to.equal('right')
  })
})

describe('encoding a reply', () => {
  it('refuses a Message-Authenticator that is not its own', () => {
    const request = decodePacket(encodeRequest(accountingRequest(), 'secret'))
    const answer = reply(Code.AccountingResponse).add(MessageAuthenticator, Buffer.alloc(16))
    expect(() => encodeReply(answer, request, 'secret')).to.throw(UnencodableAttribute, 'by itself')
  })
})

describe('an attribute defined elsewhere', () => {
  it('works like one of the library', () => {
    const quota = attributesOf(64_512).integer64('Example-Quota', 1)
    const extra = standard.octets('Example', 200)
    const built = decodePacket(
      encodePacket(
        packet()
          .add(quota, 1n << 40n)
          .add(extra, Buffer.of(1, 2)),
      ),
    )
    expect(built.get(quota)).to.equal(1n << 40n)
    expect(built.get(extra)?.toString('hex')).to.equal('0102')
  })
})
