import type { Request } from 'express'
import i18next from 'i18next'
import { en } from './en.ts'
import { es } from './es.ts'

export const languages = ['es', 'en'] as const
export type Language = (typeof languages)[number]
export type TextKey = keyof typeof es

/** A text by its key, with `{{name}}` replaced by `values`. Not escaped: templates do that. */
export type Text = (key: TextKey, values?: Record<string, string | number>) => string

const texts = i18next.createInstance()
// All texts are here: nothing is awaited, and importers need not wait either.
void texts.init({
  initAsync: false,
  resources: { es: { translation: es }, en: { translation: en } },
  fallbackLng: 'es',
  supportedLngs: [...languages],
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false, skipOnVariables: true },
})

const fixed = { es: texts.getFixedT('es'), en: texts.getFixedT('en') }

export const textIn =
  (language: Language): Text =>
  (key, values) =>
    fixed[language](key, values ?? {})

export const LANGUAGE_COOKIE = 'plaza_lang'

export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value)

/** By choice (`?lang=`, kept in a cookie), else by Accept-Language (RFC 9110 section 12.5.4), else Spanish. */
export function languageOf(request: Request): Language {
  if (isLanguage(request.query.lang)) return request.query.lang
  const kept = new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=(\\w+)`).exec(request.headers.cookie ?? '')?.[1]
  if (isLanguage(kept)) return kept
  const accepted = request.acceptsLanguages().map((tag) => tag.slice(0, 2).toLowerCase())
  return accepted.find(isLanguage) ?? 'es'
}
