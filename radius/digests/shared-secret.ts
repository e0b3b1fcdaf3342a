import { type HmacMd5Key, hmacMd5Key } from './hmac-md5.ts'

/** A shared secret in the forms that digests take it. */
export interface SharedSecret {
  readonly octets: Buffer
  readonly hmacKey: HmacMd5Key
}

/** Some 300 octets each. */
const LARGEST_GENERATION = 10_000
let prepared = new Map<string, SharedSecret>()
let previous = new Map<string, SharedSecret>()

/** The secret made ready; those of late are remembered, 10,000 to 20,000 of them. */
export function sharedSecret(secret: string): SharedSecret {
  return prepared.get(secret) ?? remember(secret, previous.get(secret) ?? prepare(secret))
}

function prepare(secret: string): SharedSecret {
  const octets = Buffer.from(secret)
  return { octets, hmacKey: hmacMd5Key(octets) }
}

function remember(secret: string, made: SharedSecret): SharedSecret {
  if (prepared.size >= LARGEST_GENERATION) {
    previous = prepared
    prepared = new Map()
  }
  prepared.set(secret, made)
  return made
}
