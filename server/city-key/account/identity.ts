import type { CityKeyClient } from '../../config/index.ts'
import type { Identity } from '../../directory/residents.ts'
import { CityKeyError } from '../provider.ts'

export type Claims = Readonly<Record<string, unknown>>

/** A claim by its name, else by the way to it (`data.person.id`). */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let at: unknown = claims
  for (const part of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Claims)[part]
  }
  return at
}

/** OpenID Connect Core section 2: at most 255 ASCII characters. */
const MOST_OCTETS = 255
const SUBJECT = /^[\x20-\x7e]+$/
/** What names a person to others may be written as people write. */
const PERSONAL = /^\P{Cc}+$/u
/** Of a locale or a level of verification: what is longer, or no text that a table holds, is left out. */
const SHORT_TEXT = /^\P{Cc}{1,255}$/u

/** Whom the claims name. @throws {CityKeyError} `misfit` where they name nobody */
export function subjectOf({ subject: { claim, isPersonal } }: CityKeyClient, claims: Claims): string {
  const value = claimAt(claims, claim)
  const refuse = (reason: string, what: string) =>
    new CityKeyError('misfit', reason, `${claim} of the answer ${what}: nobody can be known by it`)
  if (value === undefined || value === null) throw refuse('subject_missing', 'is missing')
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    // Two people's numbers would be read as the same.
    throw refuse('subject_number', 'is a number that is not exact')
  if (typeof value !== 'string' && typeof value !== 'number')
    throw refuse('subject_type', 'is neither text nor a number')
  const subject = String(value)
  if (subject.trim() === '') throw refuse('subject_empty', 'is empty')
  if (Buffer.byteLength(subject) > MOST_OCTETS) throw refuse('subject_too_long', `has more than ${MOST_OCTETS} octets`)
  if (!(isPersonal ? PERSONAL : SUBJECT).test(subject))
    throw refuse('subject_characters', 'has characters that are none of ASCII, or are not seen')
  return subject
}

/** Of what the claims say else, what Plaza keeps: how the person wants to be spoken to, and how well they are known. */
export function particulars(options: CityKeyClient, claims: Claims): Pick<Identity, 'locale' | 'verificationLevel'> {
  const locale = localeOf(claimAt(claims, options.localeClaim))
  const verificationLevel = levelOf(options, claimAt(claims, options.level.claim))
  return { ...(locale !== undefined && { locale }), ...(verificationLevel !== undefined && { verificationLevel }) }
}

/** As BCP 47 writes it: `es_MX` and `es_MX.UTF-8` are `es-MX`. */
function localeOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !SHORT_TEXT.test(value)) return undefined
  const tag = value
    .trim()
    .replace(/[.@].*$/, '')
    .replaceAll('_', '-')
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

/** Of several levels the highest; one that is not among the known ones stays as it is written. */
function levelOf({ level: { known } }: CityKeyClient, value: unknown): string | undefined {
  const written = [value]
    .flat()
    .filter((each) => typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean')
    .map(String)
    .filter((each) => SHORT_TEXT.test(each))
  return known.findLast(({ theirs }) => written.includes(theirs))?.ours ?? written[0]
}

/** @throws {CityKeyError} `unverified` where the level is below the least */
export function checkLevel({ level: { known, least } }: CityKeyClient, { verificationLevel }: Identity): void {
  if (least === undefined) return
  const place = (level: string | undefined) => known.findIndex(({ ours }) => ours === level)
  if (place(verificationLevel) < place(least))
    throw new CityKeyError('unverified', 'level', `the account’s level is below ${least}`)
}
