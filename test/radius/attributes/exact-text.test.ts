import { expect } from 'chai'
import fc from 'fast-check'
import { Code, exact, Packet, UserName } from '../../../radius/index.ts'

/** A packet with these octets as its User-Name. */
const withName = (octets: Buffer) =>
  new Packet(Code.AccountingRequest).append(Buffer.concat([Buffer.of(UserName.number, 2 + octets.length), octets]))
const octetsIn = (packet: Packet) => packet.attributes.subarray(2)
const readName = (octets: Buffer): string => withName(octets).get(exact(UserName))!
const written = (text: string) => octetsIn(new Packet(Code.DisconnectRequest).add(exact(UserName), text))

describe('exact text', () => {
  it('reads UTF-8 as it stands, a backslash too', () => {
    for (const text of ['ana', 'Ana Peña 🛜', 'CITY\\ana', 'C:\\xylophone', '\ufffd'])
      expect(readName(Buffer.from(text)), text).to.equal(text)
  })

  it('shows octets that are no UTF-8, and 0, in a form that people can read', () => {
    expect(readName(Buffer.from('Caf\xe9 \xd1and\xfa', 'latin1'))).to.equal('Caf\\xe9 \\xd1and\\xfa')
    expect(readName(Buffer.from('a\0b'))).to.equal('a\\x00b')
    expect(readName(Buffer.from([0xf0, 0x9f, 0x9b]))).to.equal('\\xf0\\x9f\\x9b')
  })

  it('tells a backslash that was sent from one that escapes', () => {
    expect(readName(Buffer.from('a\\xe9'))).to.equal('a\\x5cxe9')
    expect(readName(Buffer.from('a\\xe9'))).not.to.equal(readName(Buffer.from('a\xe9', 'latin1')))
  })

  it('gives back the octets that came, whatever they were, in a text that PostgreSQL holds', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }).map((octets) => Buffer.from(octets)),
      fc.constantFrom('\\', 'x', '\\x', '\\xe', '\\xe9', '\0', 'é', '\ufffd', '🛜').map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        const octets = Buffer.concat(pieces).subarray(0, 253)
        if (octets.length === 0) return
        const text = readName(octets)
        expect(text).not.to.include('\0')
        expect(written(text).equals(octets)).to.equal(true)
      }),
    )
  })
})
