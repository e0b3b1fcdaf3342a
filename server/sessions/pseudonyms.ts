const BLOCK = 64
/** Hexadecimal digits of a pseudonym: 64 bits, so that ten million devices hardly share one. */
const DIGITS = 16

/** The key of HMAC-SHA-256 in the two forms in which the sum takes it (RFC 2104 section 2). */
export interface PseudonymKey {
  inner: Buffer
  outer: Buffer
}

/** @param key at most 64 octets */
export function pseudonymKey(key: Buffer): PseudonymKey {
  const padded = Buffer.alloc(BLOCK)
  padded.set(key)
  return { inner: padded.map((octet) => octet ^ 0x36) as Buffer, outer: padded.map((octet) => octet ^ 0x5c) as Buffer }
}

/**
 * SQL for the pseudonym of a text: HMAC-SHA-256 of it, in PostgreSQL itself, since a million sessions would take minutes
 * to go back and forth. Null stays null.
 *
 * @param text an SQL expression
 * @param inner number of the parameter that holds {@link PseudonymKey.inner}; the outer one is the next
 */
export const pseudonymSql = (text: string, inner: number): string =>
  `left(encode(sha256($${inner + 1}::bytea || sha256($${inner}::bytea || convert_to(${text}, 'UTF8'))), 'hex'), ${DIGITS})`
