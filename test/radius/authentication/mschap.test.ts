import { expect } from 'chai'
import fc from 'fast-check'
import {
  challengeHash,
  challengeResponse,
  checkMsChap2Exchange,
  generateAuthenticatorResponse,
  msChap2Keys,
  ntPasswordHash,
} from '../../../radius/authentication/mschap.ts'
import { md4 } from '../../../radius/digests/md4.ts'
import {
  Code,
  checkMsChap2,
  decryptMppeKey,
  encryptMppeKey,
  MsChap2Response,
  MsChapChallenge,
  msChapError,
  Packet,
} from '../../../radius/index.ts'
import { readFixture } from '../../support/fixtures.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('MD4', () => {
  it('gives the sums of RFC 1320, also where the padding takes a block of its own', () => {
    const vectors = {
      '': '31d6cfe0d16ae931b73c59d7e0c089c0',
      'message digest': 'd9130a8164549fe818874806e1c7014b',
      ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789: '043f8582f241db351ce627e153e7f0e4',
      ['1234567890'.repeat(8)]: 'e33b4ddc9c38f2199c3e7b164fcc0536',
    }
    for (const [text, sum] of Object.entries(vectors)) expect(md4(Buffer.from(text)).toString('hex')).to.equal(sum)
  })
})

describe('MS-CHAPv2', () => {
  it('makes every value of RFC 2759 §9.2', () => {
    const vector = JSON.parse(readFixture('radius/rfc2759-section-9.2.json')) as Record<string, string>
    const challenge = hex(vector.AuthenticatorChallenge!)
    const peerChallenge = hex(vector.PeerChallenge!)
    const hash = challengeHash(peerChallenge, challenge, vector.UserName!)
    const password = ntPasswordHash(vector.Password!)
    const ntResponse = challengeResponse(hash, password)
    expect(hash).to.deep.equal(hex(vector.Challenge!))
    expect(password).to.deep.equal(hex(vector.PasswordHash!))
    expect(md4(password)).to.deep.equal(hex(vector.PasswordHashHash!))
    expect(ntResponse).to.deep.equal(hex(vector['NT-Response']!))
    expect(generateAuthenticatorResponse(password, ntResponse, hash)).to.equal(vector.AuthenticatorResponse)
    const answer = { challenge, peerChallenge, ntResponse }
    expect(checkMsChap2Exchange(answer, `CITY\\${vector.UserName}`, vector.Password!)).to.not.equal(undefined)
    expect(checkMsChap2Exchange(answer, vector.UserName!, 'other')).to.equal(undefined)
  })

  it('derives the master and session keys of RFC 3079 §3.5.3', () => {
    const ntResponse = hex('82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df')
    const { send } = msChap2Keys(ntPasswordHash('clientPass'), ntResponse)
    expect(send.toString('hex')).to.equal('8b7cdc149b993a1ba118cb153f56dccb')
  })

  it('takes an answer of the wrong length for a wrong one', () => {
    const packet = new Packet(Code.AccessRequest).add(MsChapChallenge, Buffer.alloc(16))
    expect(checkMsChap2({ packet }, 'ada', 'lovelace')).to.equal(undefined)
    packet.add(MsChap2Response, Buffer.alloc(49))
    expect(checkMsChap2({ packet }, 'ada', 'lovelace')).to.equal(undefined)
  })

  it('refuses with the ident of the answer and the code for a failed authentication', () => {
    const packet = new Packet(Code.AccessRequest).add(MsChap2Response, Buffer.alloc(50, 0xc3))
    expect(msChapError({ packet })).to.deep.equal(Buffer.concat([Buffer.of(0xc3), Buffer.from('E=691 R=0 V=3')]))
  })
})

describe('MPPE keys', () => {
  const octets = (size: number) =>
    fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => Buffer.from(bytes))

  it('come out as they went in, whatever the secret, authenticator and salt', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.string({ minLength: 1 }),
        octets(16),
        octets(2),
        (bytes, secret, authenticator, salt) => {
          const key = Buffer.from(bytes)
          const hidden = encryptMppeKey(key, secret, authenticator, salt)
          expect(hidden.length % 16).to.equal(2)
          expect(decryptMppeKey(hidden, secret, authenticator)).to.deep.equal(key)
        },
      ),
    )
  })

  it('are not read from octets of another form', () => {
    for (const length of [0, 1, 2, 17, 19])
      expect(decryptMppeKey(Buffer.alloc(length), 'secret', Buffer.alloc(16))).to.equal(undefined)
  })
})
