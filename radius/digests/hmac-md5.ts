import { MD5_BLOCK, MD5_SIZE, type Md5Start, md5, md5StartAfter, writeMd5 } from './md5.ts'

/** A key of HMAC-MD5, as far as it can be worked out before there is a message. */
export interface HmacMd5Key {
  readonly inner: Md5Start
  readonly outer: Md5Start
}

/** Prepares a key for any number of sums (RFC 2104 §2 and §4). */
export function hmacMd5Key(key: Uint8Array): HmacMd5Key {
  const short = key.length > MD5_BLOCK ? md5(key) : key
  return { inner: startOf(short, 0x36), outer: startOf(short, 0x5c) }
}

function startOf(key: Uint8Array, pad: number): Md5Start {
  const block = new Uint8Array(MD5_BLOCK).fill(pad)
  key.forEach((octet, index) => {
    block[index] = octet ^ pad
  })
  return md5StartAfter(block)
}

/** The HMAC-MD5 of the parts one after the other (RFC 2104). */
export function hmacMd5(key: HmacMd5Key, ...parts: Uint8Array[]): Buffer {
  const sum = Buffer.allocUnsafe(MD5_SIZE)
  writeHmacMd5(sum, 0, key, parts)
  return sum
}

/** Writes the HMAC-MD5 of the parts into `target`, which may be one of them. */
export function writeHmacMd5(target: Buffer, at: number, key: HmacMd5Key, parts: readonly Uint8Array[]): void {
  writeMd5(inner, 0, parts, key.inner)
  writeMd5(target, at, [inner], key.outer)
}

const inner = Buffer.alloc(MD5_SIZE)
