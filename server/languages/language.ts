import i18next from 'i18next'
import { en } from './en.ts'
import { es } from './es.ts'
import { nah } from './nah.ts'

/** A language's primary subtag (RFC 5646 section 2.2.1): `es`, `nah`. */
export type Language = string
export type TextKey = keyof typeof es

/** A text for residents by its key, with `{{name}}` replaced by `values`. Not escaped: templates do that. */
export type Text = (key: TextKey, values?: Record<string, string | number>) => string

/** The city's first language: it has every text, and stands in where another lacks one. */
export const FIRST = 'es'

const texts = i18next.createInstance()
// All texts are here: nothing is awaited, and importers need not wait either.
void texts.init({
  initAsync: false,
  // Copies: a city's own words are put into them.
  resources: { es: { translation: { ...es } }, en: { translation: { ...en } }, nah: { translation: { ...nah } } },
  fallbackLng: FIRST,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false, skipOnVariables: true },
})

const fixed = new Map([FIRST, 'en', 'nah'].map((language) => [language, readerIn(language)]))

/** Texts without values are looked up once: a page has dozens of them. */
function readerIn(language: Language): Text {
  const translate = texts.getFixedT(language)
  const plain = new Map<TextKey, string>()
  return (key, values) => {
    if (values) return translate(key, values)
    const text = plain.get(key) ?? translate(key)
    plain.set(key, text)
    return text
  }
}

/** In the order in which they are offered. */
export const languages = (): Language[] => [...fixed.keys()]

/** Adds a language, or puts its texts in place of those that are here. */
export function addLanguage(language: Language, own: Partial<Record<TextKey, string>>): void {
  texts.addResourceBundle(language, 'translation', own, true, true)
  fixed.set(language, readerIn(language))
}

export const textIn = (language: Language): Text => fixed.get(language) ?? fixed.get(FIRST)!

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && fixed.has(value)

/** For `Intl`: a language that it does not know is written as in Mexico. */
export const localesOf = (language: Language): string[] => [language === FIRST ? 'es-MX' : language, 'es-MX']

const numbers = new Map<Language, Intl.NumberFormat>()

/** Writes numbers; made once for a language, since making it takes longer than a page does. */
export function numberFormat(language: Language): Intl.NumberFormat {
  const format = numbers.get(language) ?? new Intl.NumberFormat(localesOf(language))
  numbers.set(language, format)
  return format
}
