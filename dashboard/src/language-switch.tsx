import { chooseLanguage, useLanguage, useText } from './languages/index.ts'

export function LanguageSwitch() {
  const t = useText()
  const other = useLanguage() === 'es' ? 'en' : 'es'
  return (
    <button
      type="button"
      className="quiet"
      lang={other}
      title={t('language.label')}
      onClick={() => chooseLanguage(other)}
    >
      {t('language.switch')}
    </button>
  )
}
