import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import { en } from './en/index.ts'
import { es } from './es/index.ts'

export type Language = 'es' | 'en'

type Singular<Key> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key
/** A text by its name; plural forms go by their stem. */
export type TextKey = Singular<keyof typeof es>
export type Text = (key: TextKey, values?: Record<string, string | number>) => string

const STORED = 'plaza.language'

const stored = (): Language => (localStorage.getItem(STORED) === 'en' ? 'en' : 'es')

void i18next.init({
  lng: stored(),
  fallbackLng: 'es',
  resources: { es: { translation: es }, en: { translation: en } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
})
document.documentElement.lang = stored()

export function chooseLanguage(language: Language): void {
  localStorage.setItem(STORED, language)
  document.documentElement.lang = language
  void i18next.changeLanguage(language)
}

const subscribe = (onChange: () => void) => {
  i18next.on('languageChanged', onChange)
  return () => i18next.off('languageChanged', onChange)
}

/** The language now; the component is drawn again when it changes. */
export const useLanguage = (): Language =>
  useSyncExternalStore(subscribe, () => (i18next.language === 'en' ? 'en' : 'es'))

const text: Text = (key, values) => i18next.t(key, values ?? {})

/** Looks texts up in the language now. */
export function useText(): Text {
  useLanguage()
  return text
}
