import { MessageAuthenticator } from '../attributes/rfc2869.ts'
import { findValue } from '../attributes/wire-format.ts'
import { finishHmacMd5 } from '../digests/hmac-md5.ts'
import { addToMd5, beginMd5, finishMd5, MD5_SIZE } from '../digests/md5.ts'
import { sharedSecret } from '../digests/shared-secret.ts'
import { HEADER_SIZE } from './packet.ts'

const AUTHENTICATOR_AT = 4
const ZERO = Buffer.alloc(MD5_SIZE)
const expected = Buffer.alloc(MD5_SIZE)

/** Whether 16 octets of the packet are the `expected` ones; takes the same time wherever they differ. */
function isExpected(raw: Buffer, at: number): boolean {
  let difference = 0
  for (let index = 0; index < MD5_SIZE; index += 1) difference |= raw[at + index]! ^ expected[index]!
  return difference === 0
}

/** Whether a reply's authenticator is right, given its request's (RFC 2865 §3); compares in constant time. */
export function isResponseAuthentic(raw: Buffer, request: Buffer, secret: string): boolean {
  const { octets } = sharedSecret(secret)
  beginMd5()
  addToMd5(raw, 0, AUTHENTICATOR_AT)
  addToMd5(request)
  addToMd5(raw, HEADER_SIZE)
  addToMd5(octets)
  finishMd5(expected, 0)
  return isExpected(raw, AUTHENTICATOR_AT)
}

/**
 * Whether the authenticator of an Accounting-Request (RFC 2866 §3), Disconnect- or CoA-Request (RFC 5176 §2.3) is right;
 * compares in constant time.
 */
export const isRequestAuthentic = (raw: Buffer, secret: string): boolean => isResponseAuthentic(raw, ZERO, secret)

/** Where the value of the Message-Authenticator lies in the packet, or -1. */
const messageAuthenticatorAt = (raw: Buffer): number =>
  findValue(raw, HEADER_SIZE, raw.length, MessageAuthenticator.number)

/**
 * Checks the Message-Authenticator (RFC 3579 §3.2, RFC 5176 §3.4) in constant time. `authenticator` is what the header
 * holds while the sum is made: the request's own for an Access-Request, the request's for a reply, nothing (zeros) for an
 * Accounting-, Disconnect- or CoA-Request.
 */
export function checkMessageAuthenticator(
  raw: Buffer,
  secret: string,
  authenticator: Buffer = ZERO,
): 'absent' | 'right' | 'wrong' {
  const at = messageAuthenticatorAt(raw)
  if (at < 0) return 'absent'
  writeHmac(raw, at, authenticator, secret, expected, 0)
  return isExpected(raw, at) ? 'right' : 'wrong'
}

function writeHmac(
  raw: Buffer,
  at: number,
  authenticator: Buffer,
  secret: string,
  target: Buffer,
  offset: number,
): void {
  const { hmacKey } = sharedSecret(secret)
  beginMd5(hmacKey.inner)
  addToMd5(raw, 0, AUTHENTICATOR_AT)
  addToMd5(authenticator)
  addToMd5(raw, HEADER_SIZE, at)
  addToMd5(ZERO)
  addToMd5(raw, at + MD5_SIZE)
  finishHmacMd5(hmacKey, target, offset)
}

/** Fills in the Message-Authenticator, where the packet has room for one; see {@link checkMessageAuthenticator}. */
export function writeMessageAuthenticator(raw: Buffer, secret: string, authenticator: Buffer = ZERO): void {
  const at = messageAuthenticatorAt(raw)
  if (at >= 0) writeHmac(raw, at, authenticator, secret, raw, at)
}

/**
 * Puts the sum over a packet that is otherwise complete into its header: a reply's, from the authenticator of its request
 * (RFC 2865 §3), or that of an Accounting-, Disconnect- or CoA-Request (RFC 2866 §3, RFC 5176 §2.3).
 */
export function writeAuthenticator(raw: Buffer, secret: string, request: Buffer = ZERO): void {
  const { octets } = sharedSecret(secret)
  raw.set(request, AUTHENTICATOR_AT)
  beginMd5()
  addToMd5(raw)
  addToMd5(octets)
  finishMd5(raw, AUTHENTICATOR_AT)
}
