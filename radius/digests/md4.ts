const BLOCK = 64

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

interface Round {
  readonly mix: (x: number, y: number, z: number) => number
  readonly constant: number
  readonly order: readonly number[]
  readonly shifts: readonly number[]
}

/** RFC 1320 §3.4. */
const ROUNDS: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
]

/** The MD4 sum (RFC 1320), which OpenSSL 3 no longer makes by itself. Only for MS-CHAP, which is bound to it. */
export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / BLOCK) * BLOCK)
  padded.set(message)
  padded[message.length] = 0x80
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8)
  const chain: [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < padded.length; at += BLOCK) mixBlock(chain, padded, at)
  const sum = Buffer.alloc(16)
  chain.forEach((word, index) => {
    sum.writeInt32LE(word | 0, 4 * index)
  })
  return sum
}

function mixBlock(chain: [number, number, number, number], message: Buffer, at: number): void {
  let [a, b, c, d] = chain
  for (const { mix, constant, order, shifts } of ROUNDS) {
    for (let step = 0; step < 16; step += 1) {
      const word = message.readInt32LE(at + 4 * order[step]!)
      const mixed = rotate((a + mix(b, c, d) + word + constant) | 0, shifts[step % 4]!)
      ;[a, b, c, d] = [d, mixed, b, c]
    }
  }
  chain[0] = (chain[0] + a) | 0
  chain[1] = (chain[1] + b) | 0
  chain[2] = (chain[2] + c) | 0
  chain[3] = (chain[3] + d) | 0
}
