import { createHash } from 'node:crypto'
import type { AuthProtocol, PrivacyProtocol } from '../../../network/tables.ts'

interface Authentication {
  hash: string
  /** Octets of the code in a message (RFC 3414 section 6.3.1, RFC 7860 section 4). */
  codeLength: number
}

export const authentications: Record<AuthProtocol, Authentication> = {
  md5: { hash: 'md5', codeLength: 12 },
  sha: { hash: 'sha1', codeLength: 12 },
  sha224: { hash: 'sha224', codeLength: 16 },
  sha256: { hash: 'sha256', codeLength: 24 },
  sha384: { hash: 'sha384', codeLength: 32 },
  sha512: { hash: 'sha512', codeLength: 48 },
}

/** Octets of a localized key, and how a hash that is shorter is lengthened. */
export const privacies: Record<PrivacyProtocol, { keyLength: number; extension: 'blumenthal' | 'reeder' }> = {
  // 8 of the key, 8 of what the initialisation vector is made of (RFC 3414 section 8.1.1.1).
  des: { keyLength: 16, extension: 'blumenthal' },
  aes: { keyLength: 16, extension: 'blumenthal' },
  aes192: { keyLength: 24, extension: 'blumenthal' },
  aes256: { keyLength: 32, extension: 'blumenthal' },
  aes192c: { keyLength: 24, extension: 'reeder' },
  aes256c: { keyLength: 32, extension: 'reeder' },
}

const EXPANDED = 2 ** 20
/** A city has a handful of credentials; each costs milliseconds once. */
const MOST_REMEMBERED = 256
const remembered = new Map<string, Buffer>()

/** Ku: the key that a password makes, before it is localized (RFC 3414 section 2.6 and appendix A.2). */
function passwordKey(hash: string, password: Buffer): Buffer {
  const name = `${hash} ${createHash('sha256').update(password).digest('base64')}`
  const known = remembered.get(name)
  if (known) return known
  const key = expanded(hash, password)
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(name, key)
  return key
}

const expanded = (hash: string, password: Buffer): Buffer =>
  createHash(hash).update(Buffer.alloc(EXPANDED, password)).digest()

const localized = (hash: string, key: Buffer, engineId: Buffer): Buffer =>
  createHash(hash).update(key).update(engineId).update(key).digest()

/** Kul: a password's key at one agent (RFC 3414 section 2.6). */
export const authenticationKey = (protocol: AuthProtocol, password: string, engineId: Buffer): Buffer => {
  const { hash } = authentications[protocol]
  return localized(hash, passwordKey(hash, Buffer.from(password)), engineId)
}

/**
 * The privacy key at one agent. A hash shorter than the key is lengthened as in draft-blumenthal-aes-usm-04 section
 * 3.1.2.1, or, as Cisco and others do, as in draft-reeder-snmpv3-usm-3desede-00 section 2.1.
 */
export function privacyKey(
  protocol: PrivacyProtocol,
  password: string,
  authProtocol: AuthProtocol,
  engineId: Buffer,
): Buffer {
  const { hash } = authentications[authProtocol]
  const { keyLength, extension } = privacies[protocol]
  let key = authenticationKey(authProtocol, password, engineId)
  let last = key
  while (key.length < keyLength) {
    last =
      extension === 'blumenthal'
        ? createHash(hash).update(key).digest()
        : localized(hash, expanded(hash, last), engineId)
    key = Buffer.concat([key, last])
  }
  return key.subarray(0, keyLength)
}
