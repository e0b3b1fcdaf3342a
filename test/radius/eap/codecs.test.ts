import { expect } from 'chai'
import fc from 'fast-check'
import { decodeEap, EapCode, encodeEap } from '../../../radius/eap/eap-packet.ts'
import { decodeAvps, encodeAvp } from '../../../radius/eap/methods/ttls-avps.ts'
import { ticketName } from '../../../radius/eap/tls/client-hello.ts'
import { createReassembly, fragment, TlsFlag } from '../../../radius/eap/tls/tls-fragments.ts'

const bytes = (constraints: fc.IntArrayConstraints = {}) =>
  fc.uint8Array(constraints).map((octets) => Buffer.from(octets))
const octet = fc.integer({ min: 0, max: 255 })

describe('an EAP packet', () => {
  it('is read as it was written', () => {
    const code = fc.constantFrom(EapCode.Request, EapCode.Response)
    fc.assert(
      fc.property(code, octet, octet, bytes(), (code, identifier, type, data) => {
        const packet = { code, identifier, type, data }
        expect(decodeEap(encodeEap(packet))).to.deep.equal(packet)
      }),
    )
  })

  it('has a length that neither lies beyond its octets nor below its header', () => {
    for (const hostile of [
      '',
      '0201',
      '02010005',
      '0201000301',
      '02010006010203'.slice(0, 10),
      '0301000501',
      '07010004',
    ])
      expect(decodeEap(Buffer.from(hostile, 'hex')), hostile).to.equal(undefined)
    expect(decodeEap(Buffer.from('02010006010203ff', 'hex'))?.data).to.deep.equal(Buffer.of(2))
  })

  it('never makes the decoder throw', () => {
    fc.assert(fc.property(bytes(), (octets) => void decodeEap(octets)))
  })
})

describe('fragments', () => {
  it('make the same message again, each within its room', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 5000 }), fc.integer({ min: 32, max: 1200 }), (message, room) => {
        const reassembly = createReassembly()
        const fragments = fragment(message, room)
        expect(Math.max(...fragments.map(({ length }) => length))).to.be.at.most(room)
        const received = fragments.map((part) => reassembly.receive(part))
        expect(received.slice(0, -1).every(({ kind }) => kind === 'more')).to.equal(true)
        expect(received.at(-1)).to.deep.equal({ kind: 'message', message })
      }),
    )
  })

  it('are refused where they exceed what they announced, end before it, or change it', () => {
    const announced = (flags: number, length: number, size: number): Buffer => {
      const head = Buffer.of(flags | TlsFlag.Length, 0, 0, 0, 0)
      head.writeUInt32BE(length, 1)
      return Buffer.concat([head, Buffer.alloc(size)])
    }
    const lastOf = (...parts: Buffer[]) => parts.map((part) => reassembly.receive(part)).at(-1)
    const reassembly = createReassembly()
    expect(lastOf(announced(0, 10, 11))).to.deep.equal({ kind: 'bad' })
    expect(lastOf(announced(0, 10, 9))).to.deep.equal({ kind: 'bad' })
    expect(lastOf(announced(TlsFlag.More, 10, 5), Buffer.alloc(5))).to.deep.equal({ kind: 'bad' })
    expect(lastOf(announced(TlsFlag.More, 10, 5), announced(0, 11, 5))).to.deep.equal({ kind: 'bad' })
    expect(lastOf(announced(0, 2 ** 32 - 1, 5))).to.deep.equal({ kind: 'bad' })
    expect(lastOf(announced(0, 5, 5))).to.deep.equal({ kind: 'message', message: Buffer.alloc(5) })
  })

  it('are refused where they are empty but for the promise of more, or have no flags', () => {
    const reassembly = createReassembly()
    expect(reassembly.receive(Buffer.of(TlsFlag.More))).to.deep.equal({ kind: 'bad' })
    expect(reassembly.receive(Buffer.alloc(0))).to.deep.equal({ kind: 'bad' })
    expect(reassembly.receive(Buffer.of(TlsFlag.Length, 0, 0))).to.deep.equal({ kind: 'bad' })
  })

  it('may not go on for more than 64 KiB', () => {
    const reassembly = createReassembly()
    const endless = Buffer.concat([Buffer.of(TlsFlag.More), Buffer.alloc(1000)])
    const kinds = Array.from({ length: 66 }, () => reassembly.receive(endless).kind)
    expect(kinds.indexOf('bad')).to.equal(65)
  })
})

describe('AVPs of EAP-TTLS', () => {
  it('are read as they were written', () => {
    const number = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    const avp = fc.record({ code: number, vendor: number, data: bytes() })
    fc.assert(
      fc.property(fc.array(avp), (avps) => {
        expect(decodeAvps(Buffer.concat(avps.map(encodeAvp)))).to.deep.equal(avps)
      }),
    )
  })

  it('are refused where a length lies', () => {
    const avp = encodeAvp({ code: 1, vendor: 0, data: Buffer.from('ada') })
    const withLength = (length: number): Buffer => {
      const octets = Buffer.from(avp)
      octets.writeUIntBE(length, 5, 3)
      return octets
    }
    for (const length of [0, 7, 13, 0xffffff]) expect(decodeAvps(withLength(length))).to.equal(undefined)
    expect(decodeAvps(avp.subarray(0, 5))).to.equal(undefined)
  })
})

describe('the ticket in a ClientHello', () => {
  it('is looked for in any octets without throwing', () => {
    const record = bytes().map((body) => {
      const head = Buffer.of(22, 3, 1, 0, 0, 1, 0, 0, 0)
      head.writeUInt16BE(4 + body.length, 3)
      head.writeUIntBE(body.length, 6, 3)
      return Buffer.concat([head, body])
    })
    fc.assert(fc.property(fc.oneof(bytes(), record), (octets) => void ticketName(octets)))
  })
})
