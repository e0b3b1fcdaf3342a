import { transformBlock } from './md5-block.ts'

/** Octets of an MD5 sum (RFC 1321). */
export const MD5_SIZE = 16
/** Octets that MD5 takes at a time. */
export const MD5_BLOCK = 64

/** From where a sum may start: the chaining value after `octets` of the message, which are a multiple of 64. */
export interface Md5State {
  readonly chain: Int32Array
  readonly octets: number
}

const INITIAL_STATE: Md5State = { chain: Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476), octets: 0 }

/** Holds any RADIUS packet with a secret behind it; longer messages pass through in several goes. */
const BUFFER_SIZE = 80 * MD5_BLOCK
/** Up to here, copying octet by octet is quicker than making a view of them. */
const COPY_LIMIT = 160
const buffer = new Uint8Array(BUFFER_SIZE)
const bufferView = new DataView(buffer.buffer)
const chain = new Int32Array(4)
let used = 0
let total = 0

/**
 * The MD5 sum of the parts one after the other. RADIUS is bound to MD5 and its messages are short: the setting-up of a
 * hash of `node:crypto` takes ten times as long as the sum.
 */
export function md5(...parts: Uint8Array[]): Buffer {
  beginMd5()
  for (const part of parts) addToMd5(part)
  const sum = Buffer.allocUnsafe(MD5_SIZE)
  finishMd5(sum, 0)
  return sum
}

/**
 * Begins a sum that is made without any copy of its parts: {@link addToMd5} them, then {@link finishMd5}. There is one such
 * sum at a time, so nothing else may come between.
 */
export function beginMd5(start = INITIAL_STATE): void {
  chain.set(start.chain)
  total = start.octets
  used = 0
}

/** Adds the octets `[from, to)` to the sum that was begun. */
export function addToMd5(part: Uint8Array, from = 0, to = part.length): void {
  total += to - from
  let at = from
  while (used + to - at > BUFFER_SIZE) {
    const end = at + BUFFER_SIZE - used
    copy(part, at, end)
    transform(BUFFER_SIZE)
    at = end
    used = 0
  }
  copy(part, at, to)
}

/** Writes the sum that was begun into `target`. */
export function finishMd5(target: Buffer, at: number): void {
  pad()
  target.writeInt32LE(chain[0]!, at)
  target.writeInt32LE(chain[1]!, at + 4)
  target.writeInt32LE(chain[2]!, at + 8)
  target.writeInt32LE(chain[3]!, at + 12)
}

/** The chaining value after one block of 64 octets: where sums that begin with it may start. */
export function md5StateAfter(block: Uint8Array): Md5State {
  beginMd5()
  addToMd5(block)
  transform(MD5_BLOCK)
  return { chain: chain.slice(), octets: MD5_BLOCK }
}

function copy(part: Uint8Array, from: number, to: number): void {
  if (to - from > COPY_LIMIT) buffer.set(to - from === part.length ? part : part.subarray(from, to), used)
  else for (let at = from; at < to; at += 1) buffer[used + at - from] = part[at]!
  used += to - from
}

function transform(octets: number): void {
  for (let at = 0; at < octets; at += MD5_BLOCK) transformBlock(chain, bufferView, at)
}

/** Takes in what is left, its padding, and the length of the message in bits (RFC 1321 §3.1 and §3.2). */
function pad(): void {
  if (used > BUFFER_SIZE - 9) {
    const whole = used - (used % MD5_BLOCK)
    transform(whole)
    buffer.copyWithin(0, whole, used)
    used -= whole
  }
  buffer[used++] = 0x80
  while (used % MD5_BLOCK !== MD5_BLOCK - 8) buffer[used++] = 0
  bufferView.setUint32(used, total << 3, true)
  bufferView.setUint32(used + 4, Math.floor(total / 2 ** 29), true)
  transform(used + 8)
}
