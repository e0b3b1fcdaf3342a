import type { IDToken } from 'openid-client'
import type { Identity } from '../directory/residents.ts'

/** At most 255 ASCII characters (OpenID Connect Core section 2), none of them a control character, and one at least. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/
/** Of a locale or a level of verification: what is longer, or no text that a table holds, is left out. */
const SHORT_TEXT = /^\P{Cc}{1,255}$/u

/** @throws {Error} where the subject names nobody */
export function identityOf({ iss, sub, locale, acr }: IDToken): Identity {
  if (!SUBJECT.test(sub) || sub.trim() === '') throw new Error('the ID token has no sub that names somebody')
  const identity: Identity = { issuer: iss, subject: sub }
  if (typeof locale === 'string' && SHORT_TEXT.test(locale)) identity.locale = locale
  if (typeof acr === 'string' && SHORT_TEXT.test(acr)) identity.verificationLevel = acr
  return identity
}
