import { createHash, createHmac } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { hmacMd5, hmacMd5Key } from '../../../radius/digests/hmac-md5.ts'
import { addToMd5, beginMd5, finishMd5, md5 } from '../../../radius/digests/md5.ts'
import { sharedSecret } from '../../../radius/digests/shared-secret.ts'

const octets = (maxLength: number) => fc.uint8Array({ maxLength })

describe('MD5', () => {
  it('gives the sums of the test suite of RFC 1321', () => {
    const suite: Record<string, string> = {
      '': 'd41d8cd98f00b204e9800998ecf8427e',
      a: '0cc175b9c0f1b6a831c399e269772661',
      abc: '900150983cd24fb0d6963f7d28e17f72',
      'message digest': 'f96b697d7cb7938d525a2f31aaf161d0',
      abcdefghijklmnopqrstuvwxyz: 'c3fcd3d76192e4007dfb496cca67e13b',
      ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789: 'd174ab98d277d9f5a5611c2c9f419d9f',
      [`1234567890`.repeat(8)]: '57edf4a22be3c955ac49da2e2107b67a',
    }
    for (const [message, sum] of Object.entries(suite))
      expect(md5(Buffer.from(message)).toString('hex'), message).to.equal(sum)
  })

  it('agrees with OpenSSL, in however many parts the message comes', () => {
    fc.assert(
      fc.property(fc.array(octets(200), { maxLength: 6 }), (parts) => {
        const expected = createHash('md5').update(Buffer.concat(parts)).digest()
        return md5(...parts).equals(expected)
      }),
    )
  })

  it('agrees with OpenSSL at every length up to three blocks and around the end of its room', () => {
    const lengths = [...Array(200).keys(), ...Array.from({ length: 140 }, (_, index) => 5_050 + index), 10_240, 20_000]
    for (const length of lengths) {
      const message = Buffer.alloc(length, 'plaza')
      expect(md5(message).equals(createHash('md5').update(message).digest()), `${length} octets`).to.equal(true)
    }
  })

  it('sums any stretch of a buffer', () => {
    const buffer = Buffer.alloc(12_000, 'the quick brown fox')
    for (const [from, to] of [
      [0, 4],
      [5, 5],
      [20, 300],
      [7, 5_127],
      [1, 12_000],
    ] as const) {
      const sum = Buffer.alloc(16)
      beginMd5()
      addToMd5(buffer, from, to)
      finishMd5(sum, 0)
      expect(sum.equals(createHash('md5').update(buffer.subarray(from, to)).digest()), `${from}`).to.equal(true)
    }
  })

  it('may be written into the message itself', () => {
    const message = Buffer.from('a message that is longer than its sum')
    const expected = createHash('md5').update(message).digest()
    beginMd5()
    addToMd5(message)
    finishMd5(message, 4)
    expect(message.subarray(4, 20).equals(expected)).to.equal(true)
  })
})

describe('HMAC-MD5', () => {
  it('agrees with OpenSSL, whatever the length of the key', () => {
    fc.assert(
      fc.property(octets(150), fc.array(octets(200), { maxLength: 4 }), (key, parts) => {
        const expected = createHmac('md5', key).update(Buffer.concat(parts)).digest()
        return hmacMd5(hmacMd5Key(key), ...parts).equals(expected)
      }),
    )
  })

  it('uses a prepared key for any number of messages', () => {
    const key = hmacMd5Key(Buffer.from('Jefe'))
    const message = Buffer.from('what do ya want for nothing?')
    for (let times = 0; times < 3; times += 1)
      expect(hmacMd5(key, message).toString('hex'), 'RFC 2104, appendix').to.equal('750c783e6ab0b503eaa86e310a5db738')
  })
})

describe('a shared secret', () => {
  it('is prepared once, and is as good after so many others that it was forgotten', () => {
    const message = Buffer.from('packet')
    const first = sharedSecret('ñandú')
    expect(sharedSecret('ñandú')).to.equal(first)
    for (let index = 0; index < 20_000; index += 1) sharedSecret(`secret ${index}`)
    const again = sharedSecret('ñandú')
    expect(again).to.not.equal(first)
    expect(hmacMd5(again.hmacKey, message).equals(createHmac('md5', 'ñandú').update(message).digest())).to.equal(true)
  })
})
