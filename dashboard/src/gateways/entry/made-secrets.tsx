import { useEffect, useRef } from 'react'
import { useText } from '../../languages/index.ts'
import { CopyText } from '../setup/copy-text.tsx'
import type { MadeSecrets } from './form.tsx'

/** What Plaza made of secrets, until it is put away: nobody is told them again. */
export function Made({ of: { name, secret, uamSecret }, onClose }: { of: MadeSecrets; onClose: () => void }) {
  const t = useText()
  const section = useRef<HTMLElement>(null)
  useEffect(() => section.current?.focus(), [])
  return (
    <section className="made-secrets" ref={section} tabIndex={-1} aria-label={t('gateways.madeOf', { name })}>
      <p>
        <strong>{t('gateways.madeOf', { name })}</strong> {t('gateways.madeHelp')}
      </p>
      {secret === null ? null : <CopyText label={t('gateways.secretOnce')} text={secret} />}
      {uamSecret === null ? null : <CopyText label={t('gateways.uamSecretOnce')} text={uamSecret} />}
      <p>
        <button type="button" onClick={onClose}>
          {t('gateways.putAway')}
        </button>
      </p>
    </section>
  )
}
