import { useState } from 'react'
import { listApiTokens } from '../../../server/api/contract/index.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { WholeAsCsv } from '../parts/csv-link.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { TokenForm } from './form.tsx'
import { TokenRow } from './row.tsx'

/** By what scripts ask the API. */
export function TokensPage() {
  const t = useText()
  return (
    <div className="page staff-page">
      <h1>{t('tokens.title')}</h1>
      <ForThose who={listApiTokens} otherwise="tokens.forbidden">
        <Tokens />
      </ForThose>
    </div>
  )
}

function Tokens() {
  const t = useText()
  const list = useResource(listApiTokens, {})
  const [made, setMade] = useState<string>()
  const { data, reload } = list
  const onMade = (token: string) => {
    setMade(token)
    reload()
  }
  return (
    <>
      <p className="muted">{t('tokens.lead')}</p>
      {made === undefined ? null : <MadeToken of={made} onSeen={() => setMade(undefined)} />}
      <Reading of={list} />
      {data?.items.length === 0 ? <p className="empty">{t('tokens.none')}</p> : null}
      {data && data.items.length > 0 ? (
        <>
          <ul className="staff tokens">
            {data.items.map((token) => (
              <TokenRow key={token.id} of={token} onChange={reload} />
            ))}
          </ul>
          <WholeAsCsv of={listApiTokens} given={{}} />
        </>
      ) : null}
      <details className="staff-new">
        <summary>{t('tokens.new')}</summary>
        <TokenForm onMade={onMade} />
      </details>
    </>
  )
}

/** The token itself, which is nowhere else. */
function MadeToken({ of: token, onSeen }: { of: string; onSeen: () => void }) {
  const t = useText()
  const [copied, setCopied] = useState(false)
  const copy = () => navigator.clipboard.writeText(token).then(() => setCopied(true))
  return (
    <section className="token-made" role="status" aria-label={t('tokens.made')}>
      <p>{t('tokens.once')}</p>
      <code>{token}</code>
      <p className="buttons">
        <button type="button" className="primary" onClick={copy}>
          {t(copied ? 'tokens.copied' : 'tokens.copy')}
        </button>
        <button type="button" onClick={onSeen}>
          {t('tokens.seen')}
        </button>
      </p>
    </section>
  )
}
