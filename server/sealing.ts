import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { randomOctets } from '../radius/index.ts'

const NONCE_OCTETS = 12
const TAG_OCTETS = 16

/** A stored value was sealed with another secret or for another purpose, or was changed. */
export class SealError extends Error {
  override name = 'SealError'
}

/** Encryption at rest with keys derived from `PLAZA_SECRET`. */
export interface Sealer {
  /**
   * Encrypts `plain` with AES-256-GCM. `purpose` (e.g. `gateway-secret`) is bound to the result: a value sealed for one
   * purpose does not open for another.
   */
  seal(plain: string, purpose: string): Buffer
  /** @throws {SealError} when the value was sealed with another secret or for another purpose, or was changed */
  open(sealed: Uint8Array, purpose: string): string
  /** A 32-octet key for `purpose`, for cookies and keyed hashes. */
  key(purpose: string): Buffer
  /** HMAC-SHA-256 of `value` under the key for `purpose`, lower-case hex. */
  pseudonym(value: string, purpose: string): string
}

/** @param secret `PLAZA_SECRET`, at least 32 characters */
export function createSealer(secret: string): Sealer {
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'plaza', purpose, 32))
  /** Purposes are few, and deriving a key takes longer than sealing. */
  const keys = new Map<string, KeyObject>()
  const cipherKey = (purpose: string): KeyObject => {
    const known = keys.get(purpose) ?? createSecretKey(key(purpose))
    keys.set(purpose, known)
    return known
  }
  return {
    key,
    seal(plain, purpose) {
      const nonce = randomOctets(NONCE_OCTETS)
      const cipher = createCipheriv('aes-256-gcm', cipherKey(purpose), nonce)
      return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, purpose) {
      const nonce = sealed.subarray(0, NONCE_OCTETS)
      const body = sealed.subarray(NONCE_OCTETS, sealed.length - TAG_OCTETS)
      const decipher = createDecipheriv('aes-256-gcm', cipherKey(purpose), nonce)
      try {
        decipher.setAuthTag(sealed.subarray(sealed.length - TAG_OCTETS))
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        throw new SealError(`A stored ${purpose} does not open: was PLAZA_SECRET changed since it was stored?`)
      }
    },
    pseudonym: (value, purpose) => createHmac('sha256', key(purpose)).update(value).digest('hex'),
  }
}
