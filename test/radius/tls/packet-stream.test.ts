import { expect } from 'chai'
import fc from 'fast-check'
import { PacketStream } from '../../../radius/tls/packet-stream.ts'

const packet = fc
  .integer({ min: 20, max: 4096 })
  .chain((length) => fc.uint8Array({ minLength: 4, maxLength: 4 }).map((seed) => [length, seed] as const))
  .map(([length, seed]) => {
    const octets = Buffer.alloc(length, seed)
    octets.writeUInt16BE(length, 2)
    return octets
  })

/** Cuts the octets at these places. */
const cut = (octets: Buffer, places: number[]): Buffer[] => {
  const ends = [...places.map((place) => place % (octets.length + 1)).sort((a, b) => a - b), octets.length]
  return ends.map((end, index) => octets.subarray(ends[index - 1] ?? 0, end))
}

const read = (pieces: Buffer[]): Array<Buffer | 'bad-length'> => {
  const stream = new PacketStream()
  const found: Array<Buffer | 'bad-length'> = []
  for (const piece of pieces) {
    stream.add(piece)
    for (let next = stream.next(); next !== undefined; next = stream.next()) {
      found.push(next)
      if (next === 'bad-length') return found
    }
  }
  return found
}

describe('packets in a stream', () => {
  it('are the same however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 6 }),
        fc.array(fc.nat(25_000), { maxLength: 12 }),
        (packets, places) => {
          const found = read(cut(Buffer.concat(packets), places))
          expect(found).to.have.length(packets.length)
          expect(packets.every((one, index) => one.equals(found[index] as Buffer))).to.equal(true)
        },
      ),
      { seed: 6613, numRuns: 200 },
    )
  })

  it('may be taken later than the next octets come', () => {
    const [one, two] = [Buffer.alloc(20, 1), Buffer.alloc(21, 2)]
    one.writeUInt16BE(20, 2)
    two.writeUInt16BE(21, 2)
    const stream = new PacketStream()
    stream.add(Buffer.concat([one, two.subarray(0, 7)]))
    stream.add(two.subarray(7))
    expect([stream.next(), stream.next(), stream.next()]).to.deep.equal([one, two, undefined])
    expect(stream.partial).to.equal(false)
  })

  it('end for good where a Length is out of bounds, and the packets before it are given', () => {
    const good = Buffer.alloc(20, 1)
    good.writeUInt16BE(20, 2)
    for (const length of [0, 19, 4097, 65_535]) {
      const bad = Buffer.alloc(30)
      bad.writeUInt16BE(length, 2)
      expect(read([Buffer.concat([good, bad])])).to.deep.equal([good, 'bad-length'])
      const stream = new PacketStream()
      stream.add(bad)
      expect([stream.next(), stream.next()]).to.deep.equal(['bad-length', 'bad-length'])
    }
  })

  it('are not there before they are whole', () => {
    const whole = Buffer.alloc(4096, 7)
    whole.writeUInt16BE(4096, 2)
    const stream = new PacketStream()
    for (const octet of whole.subarray(0, -1)) {
      stream.add(Buffer.of(octet))
      expect(stream.next()).to.equal(undefined)
    }
    expect(stream.partial).to.equal(true)
    stream.add(whole.subarray(-1))
    expect(stream.next()?.toString('hex')).to.equal(whole.toString('hex'))
  })
})
