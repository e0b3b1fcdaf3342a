import { createCipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { MsChap2Response, MsChapChallenge } from '../attributes/vendors/microsoft.ts'
import { md4 } from '../digests/md4.ts'
import type { RadiusClient, RadiusRequest } from '../server/request.ts'
import type { MppeKeys } from './mppe.ts'

const CHALLENGE = 16
/** Octets of an MS-CHAP2-Response: ident, flags, peer's challenge, 8 of nothing, NT-Response (RFC 2548 §2.3.2). */
const RESPONSE = 50

/** A challenge and the peer's response to it (RFC 2759 §4). */
export interface MsChap2Exchange {
  /** 16 octets that the server chose. */
  readonly challenge: Buffer
  /** 16 octets that the peer chose. */
  readonly peerChallenge: Buffer
  /** 24 octets. */
  readonly ntResponse: Buffer
}

export interface MsChap2Proof {
  /** 42 characters, `S=` and hexadecimal: proves to the peer that the server knows the password (RFC 2759 §8.7). */
  readonly authenticatorResponse: string
  /** 16 octets each (RFC 3079 §3.3). */
  readonly keys: MppeKeys
}

const sha1 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** RFC 2759 §8.3. */
export const ntPasswordHash = (password: string): Buffer => md4(Buffer.from(password, 'utf16le'))

/** RFC 2759 §8.2. `username` comes without its Windows domain. */
export const challengeHash = (peerChallenge: Buffer, challenge: Buffer, username: string): Buffer =>
  sha1(peerChallenge, challenge, username).subarray(0, 8)

/** RFC 2759 §8.5: three DES keys of 7 octets encrypt the 8 octets of the challenge's hash. */
export function challengeResponse(challengeHash: Buffer, passwordHash: Buffer): Buffer {
  const keys = Buffer.alloc(21)
  keys.set(passwordHash)
  return Buffer.concat([0, 7, 14].map((at) => des(keys.subarray(at, at + 7), challengeHash)))
}

/** Single DES, as triple DES with one key thrice: OpenSSL 3 has the single one switched off. */
function des(key: Buffer, block: Buffer): Buffer {
  const spread = withParity(key)
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([spread, spread, spread]), null).setAutoPadding(false)
  return cipher.update(block)
}

/** DES takes 7 bits of each octet; the last is for parity, which nobody checks. */
function withParity(key: Buffer): Buffer {
  const bits = BigInt(`0x${key.toString('hex')}`)
  return Buffer.from(Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(49 - 7 * index)) & 0x7fn) << 1))
}

const SERVER_TO_CLIENT = Buffer.from('Magic server to client signing constant')
const PAD_TO_ITERATE = Buffer.from('Pad to make it do more than one iteration')

/** RFC 2759 §8.7. */
export function generateAuthenticatorResponse(passwordHash: Buffer, ntResponse: Buffer, hash: Buffer): string {
  const digest = sha1(md4(passwordHash), ntResponse, SERVER_TO_CLIENT)
  return `S=${sha1(digest, hash, PAD_TO_ITERATE).toString('hex').toUpperCase()}`
}

const MASTER_KEY = 'This is the MPPE Master Key'
const CLIENT_SENDS = 'On the client side, this is the send key; on the server side, it is the receive key.'
const CLIENT_RECEIVES = 'On the client side, this is the receive key; on the server side, it is the send key.'
const PAD_1 = Buffer.alloc(40)
const PAD_2 = Buffer.alloc(40, 0xf2)

/** The keys of 128 bits that MS-CHAPv2 gives, from the server's side (RFC 3079 §3.3 and §3.4). */
export function msChap2Keys(passwordHash: Buffer, ntResponse: Buffer): MppeKeys {
  const master = sha1(md4(passwordHash), ntResponse, MASTER_KEY).subarray(0, 16)
  const derive = (label: string): Buffer => sha1(master, PAD_1, label, PAD_2).subarray(0, 16)
  return { send: derive(CLIENT_RECEIVES), recv: derive(CLIENT_SENDS) }
}

/** What proves the server to the peer, where the response is right for this password; compares in constant time. */
export function checkMsChap2Exchange(
  exchange: MsChap2Exchange,
  username: string,
  password: string,
): MsChap2Proof | undefined {
  const { challenge, peerChallenge, ntResponse } = exchange
  const passwordHash = ntPasswordHash(password)
  const hash = challengeHash(peerChallenge, challenge, withoutDomain(username))
  const expected = challengeResponse(hash, passwordHash)
  if (ntResponse.length !== expected.length || !timingSafeEqual(ntResponse, expected)) return undefined
  return {
    authenticatorResponse: generateAuthenticatorResponse(passwordHash, ntResponse, hash),
    keys: msChap2Keys(passwordHash, ntResponse),
  }
}

/** `CITY\ada` is hashed as `ada` (RFC 2759 §4). */
const withoutDomain = (username: string): string => username.slice(username.lastIndexOf('\\') + 1)

/** Reads MS-CHAP-Challenge and MS-CHAP2-Response; undefined where they are no MS-CHAPv2 (RFC 2548 §2.3.2). */
export function readMsChap2(challenge: Buffer, response: Buffer): (MsChap2Exchange & { ident: number }) | undefined {
  if (challenge.length !== CHALLENGE || response.length !== RESPONSE) return undefined
  return { ident: response[0]!, challenge, peerChallenge: response.subarray(2, 18), ntResponse: response.subarray(26) }
}

/** The value of MS-CHAP2-Success, 43 octets (RFC 2548 §2.3.3). */
export const msChap2Success = (ident: number, { authenticatorResponse }: MsChap2Proof): Buffer =>
  Buffer.concat([Buffer.of(ident), Buffer.from(authenticatorResponse)])

/**
 * Checks the MS-CHAPv2 of an Access-Request. Gives the MS-CHAP2-Success that the Access-Accept must carry and the keys for
 * `addMppeKeys`; undefined where the request has no MS-CHAPv2 or its response is wrong.
 */
export function checkMsChap2(
  { packet }: Pick<RadiusRequest<RadiusClient>, 'packet'>,
  username: string,
  password: string,
): { success: Buffer; keys: MppeKeys } | undefined {
  const challenge = packet.get(MsChapChallenge)
  const response = packet.get(MsChap2Response)
  const exchange = challenge && response && readMsChap2(challenge, response)
  const proof = exchange && checkMsChap2Exchange(exchange, username, password)
  return exchange && proof && { success: msChap2Success(exchange.ident, proof), keys: proof.keys }
}

/** The MS-CHAP-Error of an Access-Reject: ERROR_AUTHENTICATION_FAILURE, no other try (RFC 2548 §2.1.5, RFC 2759 §6). */
export const msChapError = ({ packet }: Pick<RadiusRequest<RadiusClient>, 'packet'>): Buffer =>
  Buffer.concat([Buffer.of(packet.get(MsChap2Response)?.[0] ?? 0), Buffer.from('E=691 R=0 V=3')])
