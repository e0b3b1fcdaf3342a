import { expect } from 'chai'
import fc from 'fast-check'
import { decodeRequest, encodeResponse, Type, type Varbind } from '../../../../scripts/simulators/snmp/message.ts'
import { readEnvelope } from '../../../../server/health/snmp/usm/message.ts'
import { Malformed, Reader, Tag, Writer } from '../../../../server/health/snmp/wire/ber.ts'
import { communityMessage, openMessage } from '../../../../server/health/snmp/wire/community.ts'
import { compareOids, decodeOid, encodeOid, isUnder } from '../../../../server/health/snmp/wire/oids.ts'
import { nameList, type Pdu, PduTag, readPdu } from '../../../../server/health/snmp/wire/pdu.ts'
import { integer, tlv } from './raw-agent.ts'

const writer = new Writer()
const number32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const oids = fc
  .tuple(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 39 }), fc.array(number32, { maxLength: 20 }))
  .map(([first, second, rest]) => [first, second, ...rest].join('.'))

const readResponse = (message: Buffer, asked?: readonly string[]): Pdu => {
  const { reader } = openMessage(message)
  reader.octetString()
  return readPdu(reader, asked && nameList(asked, writer))
}

describe('the codec of SNMP', () => {
  it('writes every integer of 32 bits so that it reads it, in as few octets as there can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) => {
        writer.integer(value)
        const octets = writer.take()
        expect(new Reader(octets).integer()).to.equal(value)
        const shorter = octets.length > 3 && octets.readIntBE(3, octets.length - 3) === value
        expect(shorter, octets.toString('hex')).to.equal(false)
      }),
    )
  })

  it('writes every OID so that it reads it', () => {
    fc.assert(
      fc.property(oids, (oid) => {
        const octets = encodeOid(oid)
        expect(decodeOid(octets, 0, octets.length)).to.equal(oid)
      }),
    )
  })

  it('refuses what is no OID', () => {
    for (const wrong of ['', '1', '3.1', '1.40', '1..3', '1.3.x', '.1.3', '1.3.', '1.3.4294967296', '1.3.-1'])
      expect(() => encodeOid(wrong), wrong).to.throw(/no OID/)
  })

  it('orders OIDs as agents do, by numbers', () => {
    const numbers = (oid: string) => oid.split('.').map(Number)
    fc.assert(
      fc.property(oids, oids, (left, right) => {
        const [a, b] = [numbers(left), numbers(right)]
        const index = a.findIndex((number, at) => number !== b[at])
        const expected = index < 0 ? a.length - b.length : a[index]! - (b[index] ?? -1)
        expect(Math.sign(compareOids(left, right))).to.equal(Math.sign(expected))
      }),
    )
    fc.assert(
      fc.property(oids, number32, number32, oids, (table, one, other, rest) => {
        const sign = Math.sign(compareOids(`${table}.${one}.${rest}`, `${table}.${other}`))
        expect(sign).to.equal(Math.sign(one - other) || 1)
        expect(Math.sign(compareOids(`${table}.${other}`, `${table}.${one}.${rest}`))).to.equal(-sign)
        expect(compareOids(`${table}.${one}`, table)).to.be.above(0)
      }),
    )
    expect(isUnder('1.3.6.10', '1.3.6.1')).to.equal(false)
    expect(isUnder('1.3.6.1.0', '1.3.6.1')).to.equal(true)
  })

  it('writes requests that another codec reads', () => {
    fc.assert(
      fc.property(fc.array(oids, { maxLength: 60 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (asked, id) => {
        const request = { tag: PduTag.GetBulk, list: nameList(asked, writer), first: 0, second: 12 }
        const message = communityMessage(writer, '2c', Buffer.from('público'), request, id)
        expect(decodeRequest(message)).to.deep.equal({
          ...{ community: 'público', requestId: id, kind: 'getBulk', nonRepeaters: 0, maxRepetitions: 12, oids: asked },
        })
      }),
    )
  })

  const request = { community: 'c', requestId: 7, kind: 'get', nonRepeaters: 0, maxRepetitions: 0, oids: [] } as const

  it('reads the values that another codec writes', () => {
    const values: Array<[Varbind, unknown]> = [
      [{ oid: '1.3.1', type: Type.Integer, value: -129 }, -129],
      [{ oid: '1.3.2', type: Type.OctetString, value: Buffer.from('ñ') }, Buffer.from('ñ')],
      [{ oid: '1.3.3', type: Type.ObjectIdentifier, value: '1.3.6.1.4.1.41112' }, '1.3.6.1.4.1.41112'],
      [{ oid: '1.3.4', type: Type.IpAddress, value: Buffer.of(10, 0, 0, 255) }, '10.0.0.255'],
      [{ oid: '1.3.5', type: Type.Counter64, value: 2n ** 64n - 1n }, 2n ** 64n - 1n],
      [{ oid: '1.3.6', type: Type.Counter64, value: 0n }, 0n],
      [{ oid: '1.3.7', type: Type.NoSuchObject, value: Buffer.alloc(0) }, undefined],
    ]
    const message = encodeResponse(
      { ...request, oids: [] },
      values.map(([varbind]) => varbind),
    )
    for (const asked of [undefined, values.map(([{ oid }]) => oid)]) {
      const pdu = readResponse(message, asked)
      expect(pdu).to.include({ tag: PduTag.Response, requestId: 7, errorStatus: 0, isCut: false })
      expect(pdu.varbinds).to.deep.equal(values.map(([{ oid }, value]) => ({ oid, value, isEnd: false })))
    }
  })

  it('reads large counters with and without their leading zero, and floats in an Opaque', () => {
    const read = (value: Buffer) =>
      readPdu(
        new Reader(tlv(0xa2, integer(1), integer(0), integer(0), tlv(0x30, tlv(0x30, tlv(6, Buffer.of(0x2b)), value)))),
        undefined,
      ).varbinds[0]?.value
    expect(read(tlv(Tag.Counter32, Buffer.of(0xff, 0xff, 0xff, 0xfe)))).to.equal(2 ** 32 - 2)
    expect(read(tlv(Tag.Counter32, Buffer.of(0, 0xff, 0xff, 0xff, 0xfe)))).to.equal(2 ** 32 - 2)
    expect(read(tlv(Tag.Counter32, Buffer.of(1, 0, 0, 0, 0)))).to.equal(undefined)
    expect(read(tlv(Tag.Counter64, Buffer.alloc(8, 0xff)))).to.equal(2n ** 64n - 1n)
    expect(read(tlv(Tag.Opaque, Buffer.of(0x9f, 0x78, 4, 0x3f, 0x80, 0, 0)))).to.equal(1)
    expect(read(tlv(Tag.Integer, Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe)))).to.equal(-2)
  })

  it('meets whatever arrives, whole, changed or cut, with what it can read or Malformed, and nothing else', () => {
    const values: Varbind[] = [
      { oid: '1.3.6.1.2.1.1.1.0', type: Type.OctetString, value: Buffer.alloc(200, 'x') },
      { oid: '1.3.6.1.2.1.1.2.0', type: Type.ObjectIdentifier, value: '1.3.6.1.4.1.41112' },
      { oid: '1.3.6.1.2.1.1.3.0', type: Type.Counter64, value: 12_345_678_901n },
    ]
    const whole = encodeResponse({ ...request, oids: [] }, values)
    const meets = (message: Buffer) => {
      try {
        const { version, reader } = openMessage(message)
        if (version === 3) readEnvelope(message, reader)
        else readResponse(message, ['1.3.6.1.2.1.1.1.0'])
      } catch (error) {
        expect(error).to.be.instanceOf(Malformed)
      }
    }
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 })
    fc.assert(
      fc.property(changes, fc.nat(whole.length), (changed, length) => {
        const message = Buffer.from(whole)
        for (const [at, octet] of changed) message[at] = octet
        meets(message)
        meets(message.subarray(0, length))
      }),
      { numRuns: 2000 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => meets(Buffer.from(octets))))
    const secure = fc.uint8Array({ maxLength: 80 }).map((octets) => tlv(0x30, integer(3), Buffer.from(octets)))
    fc.assert(fc.property(secure, meets))
  })
})
