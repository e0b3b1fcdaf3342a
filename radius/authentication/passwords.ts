import { timingSafeEqual } from 'node:crypto'
import { ChapChallenge, ChapPassword, UserPassword } from '../attributes/rfc2865.ts'
import { mask } from '../digests/mask.ts'
import { md5 } from '../digests/md5.ts'
import type { RadiusClient, RadiusRequest } from '../server/request.ts'

const BLOCK = 16
/** The longest password that User-Password carries, in octets (RFC 2865 §5.2). */
export const LONGEST_PASSWORD = 128

/** Hides a password for User-Password (RFC 2865 §5.2). Throws a RangeError beyond 128 octets. */
export function encodeUserPassword(password: string | Buffer, secret: string, authenticator: Buffer): Buffer {
  const plain = Buffer.from(password)
  if (plain.length > LONGEST_PASSWORD)
    throw new RangeError(`the password has ${plain.length} octets; User-Password carries at most ${LONGEST_PASSWORD}`)
  const padded = Buffer.alloc(Math.max(BLOCK, Math.ceil(plain.length / BLOCK) * BLOCK))
  padded.set(plain)
  return mask(padded, secret, authenticator, 'hide')
}

/** Reads a User-Password (RFC 2865 §5.2), without its padding; undefined where its length is not 16 to 128 in sixteens. */
export function decodeUserPassword(hidden: Buffer, secret: string, authenticator: Buffer): Buffer | undefined {
  if (hidden.length === 0 || hidden.length > LONGEST_PASSWORD || hidden.length % BLOCK !== 0) return undefined
  return withoutPadding(mask(hidden, secret, authenticator, 'show'))
}

/** A password without the zeros that hide its length (RFC 2865 §5.2, RFC 5281 §11.2.5). */
export function withoutPadding(padded: Buffer): Buffer {
  let end = padded.length
  while (end > 0 && padded[end - 1] === 0) end -= 1
  return padded.subarray(0, end)
}

/** The password that came by PAP; undefined where there is none. A wrong shared secret gives nonsense, not an error. */
export function userPassword(request: RadiusRequest<RadiusClient>): Buffer | undefined {
  const hidden = request.packet.get(UserPassword)
  return hidden && decodeUserPassword(hidden, request.client.secret, request.packet.authenticator)
}

/** The 17 octets of CHAP-Password: the identifier (0 to 255) and the response to the challenge (RFC 2865 §5.3). */
export const chapPassword = (identifier: number, password: string | Buffer, challenge: Buffer): Buffer => {
  const ident = Buffer.of(identifier)
  return Buffer.concat([ident, md5(ident, Buffer.from(password), challenge)])
}

/** Whether the request's CHAP-Password answers its challenge with this password; false where it has none. */
export function checkChap(request: Pick<RadiusRequest<RadiusClient>, 'packet'>, password: string | Buffer): boolean {
  const response = request.packet.get(ChapPassword)
  if (response?.length !== 17) return false
  const challenge = request.packet.get(ChapChallenge) ?? request.packet.authenticator
  return timingSafeEqual(response, chapPassword(response[0]!, password, challenge))
}
