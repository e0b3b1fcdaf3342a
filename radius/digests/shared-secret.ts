import { type HmacMd5Key, hmacMd5Key } from './hmac-md5.ts'

/** A shared secret in the forms that digests take it. */
export interface SharedSecret {
  readonly octets: Buffer
  readonly hmacKey: HmacMd5Key
}

/** Some 300 octets each. */
const LARGEST_MEMORY = 20_000
const prepared = new Map<string, SharedSecret>()

/** The secret made ready; those of late are remembered, up to 20,000 of them. */
export function sharedSecret(secret: string): SharedSecret {
  const known = prepared.get(secret)
  if (known) return known
  const octets = Buffer.from(secret)
  const made = { octets, hmacKey: hmacMd5Key(octets) }
  if (prepared.size >= LARGEST_MEMORY) prepared.delete(prepared.keys().next().value!)
  prepared.set(secret, made)
  return made
}
