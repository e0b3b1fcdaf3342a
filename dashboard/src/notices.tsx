import { signInAddress } from './data/api.ts'
import { useReason } from './data/reason.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { useText } from './languages/index.ts'

export function Loading() {
  const t = useText()
  return (
    <p className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {t('loading')}
    </p>
  )
}

/** What went wrong while reading, in words, with a button that tries again. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useText()
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{t('error.title')}.</strong> {useReason(error)}
      </p>
      <button type="button" onClick={retry}>
        {t('error.retry')}
      </button>
    </div>
  )
}

export function SignInNeeded() {
  const t = useText()
  return (
    <main className="notice-page">
      <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="64" height="64" />
      <h1>{t('staff.needed')}</h1>
      <p className="muted">{t('staff.neededText')}</p>
      <a className="primary" href={signInAddress()}>
        {t('staff.signIn')}
      </a>
      <LanguageSwitch />
    </main>
  )
}
