import { randomBytes } from 'node:crypto'
import type { GatewayVendor } from '../../tables.ts'
import { isWellKnown, weaknessOf } from '../weak-secret.ts'
import { EntryError } from './entry-error.ts'

/** Longer ones do not fit what makes accept. */
const LONGEST = 128

/** A shared secret of 192 random bits. */
export const newSecret = (): string => randomBytes(24).toString('base64url')

/** Makes whose redirects are signed or encrypted with a secret of their own: `uamsecret`, `uam_secret`, `faskey`. */
export const signsRedirects = (vendor: GatewayVendor): boolean =>
  vendor === 'coovachilli' || vendor === 'uspot' || vendor === 'opennds'

/** A secret for redirects of 128 random bits; openNDS takes 32 characters, letters and digits, and no more. */
export const newUamSecret = (): string => randomBytes(16).toString('hex')

/**
 * Looks at a shared secret that a person gives.
 *
 * @param mayBeWeak as that of an old gateway, or for a trial
 * @returns why it is weak, where it may be; undefined: it is not
 * @throws {EntryError} where it is weak and may not be
 */
export function lookAtSecret(secret: string, mayBeWeak: boolean): string | undefined {
  if (secret === '') throw new EntryError('secret', 'empty', 'it must not be empty.')
  if (secret.length > LONGEST) throw new EntryError('secret', 'long', `it has more than ${LONGEST} characters.`)
  const weakness = weaknessOf(secret)
  if (weakness !== undefined && !mayBeWeak)
    throw new EntryError('secret', 'weak', `this shared secret is weak: ${weakness}. Better have Plaza make one.`)
  return weakness
}

/** A secret of redirects, which who has a device at the gateway can try against any number of them. @throws {EntryError} */
export function lookAtUamSecret(secret: string): void {
  if (secret === '') throw new EntryError('uamSecret', 'empty', 'it must not be empty.')
  if (secret.length > LONGEST) throw new EntryError('uamSecret', 'long', `it has more than ${LONGEST} characters.`)
  if (isWellKnown(secret))
    throw new EntryError(
      'uamSecret',
      'well-known',
      'this one is well known: with it anybody makes redirects. Have Plaza make one.',
    )
}
