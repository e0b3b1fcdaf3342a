import { addToMd5, beginMd5, finishMd5, MD5_BLOCK, MD5_SIZE, type Md5State, md5, md5StateAfter } from './md5.ts'

/** A key of HMAC-MD5, as far as it can be worked out before there is a message. */
export interface HmacMd5Key {
  readonly inner: Md5State
  readonly outer: Md5State
}

/** Prepares a key for any number of sums (RFC 2104 §2 and §4). */
export function hmacMd5Key(key: Uint8Array): HmacMd5Key {
  const short = key.length > MD5_BLOCK ? md5(key) : key
  return { inner: stateOf(short, 0x36), outer: stateOf(short, 0x5c) }
}

function stateOf(key: Uint8Array, pad: number): Md5State {
  const block = new Uint8Array(MD5_BLOCK).fill(pad)
  key.forEach((octet, index) => {
    block[index] = octet ^ pad
  })
  return md5StateAfter(block)
}

/** The HMAC-MD5 of the parts one after the other (RFC 2104). */
export function hmacMd5(key: HmacMd5Key, ...parts: Uint8Array[]): Buffer {
  beginMd5(key.inner)
  for (const part of parts) addToMd5(part)
  const sum = Buffer.allocUnsafe(MD5_SIZE)
  finishHmacMd5(key, sum, 0)
  return sum
}

const inner = Buffer.alloc(MD5_SIZE)

/** Writes into `target` the sum over what was added since `beginMd5(key.inner)`. */
export function finishHmacMd5(key: HmacMd5Key, target: Buffer, at: number): void {
  finishMd5(inner, 0)
  beginMd5(key.outer)
  addToMd5(inner)
  finishMd5(target, at)
}
