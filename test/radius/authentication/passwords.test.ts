import { expect } from 'chai'
import fc from 'fast-check'
import {
  ChapChallenge,
  ChapPassword,
  Code,
  chapPassword,
  checkChap,
  decodeUserPassword,
  encodeUserPassword,
  Packet,
} from '../../../radius/index.ts'

const authenticator = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')

describe('passwords', () => {
  it('of up to 128 octets come back from User-Password', () => {
    const password = fc.uint8Array({ maxLength: 128 }).filter((octets) => octets.at(-1) !== 0)
    fc.assert(
      fc.property(password, fc.string({ minLength: 1 }), (octets, secret) => {
        const hidden = encodeUserPassword(Buffer.from(octets), secret, authenticator)
        expect(hidden.length % 16).to.equal(0)
        expect(hidden.length).to.be.greaterThan(0)
        expect(decodeUserPassword(hidden, secret, authenticator)?.equals(octets)).to.equal(true)
      }),
      { numRuns: 300, seed: 2865 },
    )
  })

  it('of more than 128 octets are refused', () => {
    expect(() => encodeUserPassword('x'.repeat(129), 's', authenticator)).to.throw(RangeError, '129 octets')
  })

  it('hidden in a wrong number of octets are none', () => {
    for (const length of [0, 15, 17, 144])
      expect(decodeUserPassword(Buffer.alloc(length), 's', authenticator), `${length}`).to.equal(undefined)
  })

  it('answer the challenge of CHAP-Challenge, or the authenticator where there is none', () => {
    const challenge = Buffer.from('a challenge of some length')
    const explicit = new Packet(Code.AccessRequest, 1, authenticator)
      .add(ChapPassword, chapPassword(5, 'lovelace', challenge))
      .add(ChapChallenge, challenge)
    const implicit = new Packet(Code.AccessRequest, 1, authenticator).add(
      ChapPassword,
      chapPassword(5, 'lovelace', authenticator),
    )
    for (const packet of [explicit, implicit]) {
      expect(checkChap({ packet }, 'lovelace')).to.equal(true)
      expect(checkChap({ packet }, 'Lovelace')).to.equal(false)
    }
    const short = new Packet(Code.AccessRequest, 1, authenticator).add(ChapPassword, Buffer.alloc(16))
    expect(checkChap({ packet: short }, 'lovelace')).to.equal(false)
  })
})
