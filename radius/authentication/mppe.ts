import { MsMppeRecvKey, MsMppeSendKey } from '../attributes/vendors/microsoft.ts'
import { mask } from '../digests/mask.ts'
import { randomOctets } from '../random-octets.ts'
import type { RadiusClient, RadiusRequest, Reply } from '../server/request.ts'

const BLOCK = 16
const SALT = 2

/** The two halves of a session's key, from the server's side: what the gateway receives and what it sends with. */
export interface MppeKeys {
  readonly send: Buffer
  readonly recv: Buffer
}

/** Encrypts a key for MS-MPPE-Send-Key or MS-MPPE-Recv-Key (RFC 2548 §2.4.2); the salt's first bit must be set. */
export function encryptMppeKey(key: Buffer, secret: string, authenticator: Buffer, salt: Buffer): Buffer {
  const plain = Buffer.alloc(Math.ceil((1 + key.length) / BLOCK) * BLOCK)
  plain[0] = key.length
  plain.set(key, 1)
  return Buffer.concat([salt, mask(plain, secret, Buffer.concat([authenticator, salt]), 'hide')])
}

/** Reads what {@link encryptMppeKey} makes; undefined where its form is wrong. A wrong secret gives nonsense or undefined. */
export function decryptMppeKey(value: Buffer, secret: string, authenticator: Buffer): Buffer | undefined {
  const hidden = value.subarray(SALT)
  if (hidden.length === 0 || hidden.length % BLOCK !== 0) return undefined
  const plain = mask(hidden, secret, Buffer.concat([authenticator, value.subarray(0, SALT)]), 'show')
  const length = plain[0]!
  return length < plain.length ? plain.subarray(1, 1 + length) : undefined
}

/** Adds both keys to an Access-Accept, under salts of their own (RFC 2548 §2.4.2 and §2.4.3). */
export function addMppeKeys(reply: Reply, keys: MppeKeys, { packet, client }: RadiusRequest<RadiusClient>): Reply {
  const salt = randomOctets(SALT)
  salt[0] = salt[0]! | 0x80
  const other = Buffer.from(salt)
  other[1] = other[1]! ^ 1
  return reply
    .add(MsMppeRecvKey, encryptMppeKey(keys.recv, client.secret, packet.authenticator, salt))
    .add(MsMppeSendKey, encryptMppeKey(keys.send, client.secret, packet.authenticator, other))
}
