import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { visitValues } from './attributes/list.ts'
import { MessageAuthenticator } from './attributes/rfc2869.ts'
import { HEADER_SIZE } from './packet.ts'

const ZERO = Buffer.alloc(16)

const md5 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** The authenticator of a reply, from the reply's octets and the authenticator of its request (RFC 2865 §3). */
export const responseAuthenticator = (raw: Buffer, requestAuthenticator: Buffer, secret: string): Buffer =>
  md5(raw.subarray(0, 4), requestAuthenticator, raw.subarray(HEADER_SIZE), secret)

/** The authenticator of an Accounting-Request (RFC 2866 §3), Disconnect- or CoA-Request (RFC 5176 §2.3). */
export const requestAuthenticator = (raw: Buffer, secret: string): Buffer => responseAuthenticator(raw, ZERO, secret)

/** Whether a reply's authenticator is right; compares in constant time. */
export const isResponseAuthentic = (raw: Buffer, request: Buffer, secret: string): boolean =>
  equal(raw.subarray(4, HEADER_SIZE), responseAuthenticator(raw, request, secret))

/** Whether the authenticator of an Accounting-, Disconnect- or CoA-Request is right; compares in constant time. */
export const isRequestAuthentic = (raw: Buffer, secret: string): boolean =>
  equal(raw.subarray(4, HEADER_SIZE), requestAuthenticator(raw, secret))

/** Where the value of the Message-Authenticator lies in the packet, or undefined. */
function messageAuthenticatorOffset(raw: Buffer): number | undefined {
  let offset: number | undefined
  visitValues(raw.subarray(HEADER_SIZE), MessageAuthenticator, (start) => {
    offset = HEADER_SIZE + start
    return true
  })
  return offset
}

const messageAuthenticatorAt = (raw: Buffer, offset: number, authenticator: Buffer, secret: string): Buffer =>
  createHmac('md5', secret)
    .update(raw.subarray(0, 4))
    .update(authenticator)
    .update(raw.subarray(HEADER_SIZE, offset))
    .update(ZERO)
    .update(raw.subarray(offset + 16))
    .digest()

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
  const offset = messageAuthenticatorOffset(raw)
  if (offset === undefined) return 'absent'
  const expected = messageAuthenticatorAt(raw, offset, authenticator, secret)
  return equal(raw.subarray(offset, offset + 16), expected) ? 'right' : 'wrong'
}

/** Fills in the Message-Authenticator, where the packet has room for one; see {@link checkMessageAuthenticator}. */
export function writeMessageAuthenticator(raw: Buffer, secret: string, authenticator: Buffer = ZERO): void {
  const offset = messageAuthenticatorOffset(raw)
  if (offset === undefined) return
  raw.set(messageAuthenticatorAt(raw, offset, authenticator, secret), offset)
}
