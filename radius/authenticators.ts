import { timingSafeEqual } from 'node:crypto'
import { findValue } from './attributes/list.ts'
import { MessageAuthenticator } from './attributes/rfc2869.ts'
import { hmacMd5, writeHmacMd5 } from './digests/hmac-md5.ts'
import { md5, writeMd5 } from './digests/md5.ts'
import { sharedSecret } from './digests/shared-secret.ts'
import { HEADER_SIZE } from './packet.ts'

const AUTHENTICATOR_AT = 4
const ZERO = Buffer.alloc(16)

/** The authenticator of a reply, from the reply's octets and the authenticator of its request (RFC 2865 §3). */
export const responseAuthenticator = (raw: Buffer, requestAuthenticator: Buffer, secret: string): Buffer =>
  md5(raw.subarray(0, AUTHENTICATOR_AT), requestAuthenticator, raw.subarray(HEADER_SIZE), sharedSecret(secret).octets)

/** The authenticator of an Accounting-Request (RFC 2866 §3), Disconnect- or CoA-Request (RFC 5176 §2.3). */
export const requestAuthenticator = (raw: Buffer, secret: string): Buffer => responseAuthenticator(raw, ZERO, secret)

/** Whether a reply's authenticator is right; compares in constant time. */
export const isResponseAuthentic = (raw: Buffer, request: Buffer, secret: string): boolean =>
  timingSafeEqual(raw.subarray(AUTHENTICATOR_AT, HEADER_SIZE), responseAuthenticator(raw, request, secret))

/** Whether the authenticator of an Accounting-, Disconnect- or CoA-Request is right; compares in constant time. */
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
  const expected = hmacMd5(
    sharedSecret(secret).hmacKey,
    raw.subarray(0, AUTHENTICATOR_AT),
    authenticator,
    raw.subarray(HEADER_SIZE, at),
    ZERO,
    raw.subarray(at + ZERO.length),
  )
  return timingSafeEqual(raw.subarray(at, at + ZERO.length), expected) ? 'right' : 'wrong'
}

/**
 * Signs a packet that is complete but for its authenticators. Its Message-Authenticator, where there is room for one, is
 * filled in with `authenticator` in the header (see {@link checkMessageAuthenticator}), which then stays there.
 */
export function writeMessageAuthenticator(raw: Buffer, secret: string, authenticator: Buffer = ZERO): void {
  raw.set(authenticator, AUTHENTICATOR_AT)
  const at = messageAuthenticatorAt(raw)
  if (at < 0) return
  raw.fill(0, at, at + ZERO.length)
  writeHmacMd5(raw, at, sharedSecret(secret).hmacKey, [raw])
}

/** Puts the sum over the packet, in which the request's authenticator (or zeros) stands in the header, in its place. */
export function writeAuthenticator(raw: Buffer, secret: string): void {
  writeMd5(raw, AUTHENTICATOR_AT, [raw, sharedSecret(secret).octets])
}
