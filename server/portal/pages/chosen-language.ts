import type { Request } from 'express'
import { FIRST, isLanguage, type Language } from '../../languages/language.ts'

export const LANGUAGE_COOKIE = 'plaza_lang'

/** By choice (`?lang=`, kept in a cookie), else by Accept-Language (RFC 9110 section 12.5.4), else Spanish. */
export function languageOf(request: Request): Language {
  if (isLanguage(request.query.lang)) return request.query.lang
  const kept = new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=(\\w+)`).exec(request.headers.cookie ?? '')?.[1]
  if (isLanguage(kept)) return kept
  const accepted = request.acceptsLanguages().map((tag) => tag.split('-')[0]!.toLowerCase())
  return accepted.find(isLanguage) ?? FIRST
}
