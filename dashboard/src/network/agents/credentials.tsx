import { useState } from 'react'
import { removeSnmpCredential, type SnmpCredential } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import type { Resource } from '../../data/resource.ts'
import { Ask, useReturnedFocus } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { Reading } from '../../parts/reading.tsx'
import { CredentialForm } from './credential-form.tsx'

interface Props {
  of: Resource<{ items: SnmpCredential[] }>
  onChange: () => void
}

/** By which agents let Plaza ask, without secrets; administrators add, change and remove them. */
export function Credentials({ of, onChange }: Props) {
  const t = useText()
  const { me } = useCity()
  const isAdmin = me.role === 'admin'
  return (
    <section id="credentials" className="credentials" aria-labelledby="credentials-title">
      <h2 id="credentials-title">{t('credentials.title')}</h2>
      <p className="muted">{t('credentials.lead')}</p>
      {isAdmin ? null : <p className="muted">{t('credentials.admin')}</p>}
      <Reading of={of} />
      {of.data?.items.length === 0 ? <p className="empty">{t('credentials.none')}</p> : null}
      <ul>
        {of.data?.items.map((credential) => (
          <Row key={credential.id} of={credential} isAdmin={isAdmin} onChange={onChange} />
        ))}
      </ul>
      {isAdmin ? (
        <details className="part">
          <summary>{t('credentials.new')}</summary>
          <CredentialForm onSaved={onChange} />
        </details>
      ) : null}
    </section>
  )
}

function Row({ of: credential, isAdmin, onChange }: { of: SnmpCredential; isAdmin: boolean; onChange: () => void }) {
  const t = useText()
  const { format } = useCity()
  const { name, version, username, auth, privacy, agents, updatedAt } = credential
  const [doing, setDoing] = useState<'edit' | 'remove'>()
  const stop = () => setDoing(undefined)
  const editButton = useReturnedFocus(doing !== 'edit')
  const removeButton = useReturnedFocus(doing !== 'remove')
  const said = [
    `SNMP ${version}`,
    username,
    auth?.toUpperCase(),
    privacy?.toUpperCase(),
    t('credentials.agents', { count: agents, number: format.count(agents) }),
    t('credentials.changed', { moment: format.moment(updatedAt) }),
  ]
  return (
    <li data-credential={credential.id}>
      <p>
        <strong>{name}</strong> <span className="muted">{said.filter(Boolean).join(' · ')}</span>
      </p>
      {isAdmin && doing === undefined ? (
        <p className="buttons">
          <button
            type="button"
            ref={editButton}
            aria-label={t('credentials.editOf', { name })}
            onClick={() => setDoing('edit')}
          >
            {t('credentials.edit')}
          </button>
          <button
            type="button"
            ref={removeButton}
            disabled={agents > 0}
            title={agents > 0 ? t('credentials.inUse') : undefined}
            aria-label={t('credentials.removeOf', { name })}
            onClick={() => setDoing('remove')}
          >
            {t('credentials.remove')}
          </button>
        </p>
      ) : null}
      {doing === 'edit' ? (
        <CredentialForm
          of={credential}
          onCancel={stop}
          onSaved={() => {
            stop()
            onChange()
          }}
        />
      ) : null}
      {doing === 'remove' ? <AskRemove of={credential} onCancel={stop} onRemoved={onChange} /> : null}
    </li>
  )
}

interface AskProps {
  of: SnmpCredential
  onCancel: () => void
  onRemoved: () => void
}

function AskRemove({ of: { id, name }, onCancel, onRemoved }: AskProps) {
  const t = useText()
  const { change, announce } = useCity()
  const [error, setError] = useState<unknown>()
  const remove = () =>
    change(removeSnmpCredential, { params: { id } }).then(() => {
      announce(t('credentials.removed', { name }))
      onRemoved()
    }, setError)
  return (
    <Ask question={t('credentials.removeAsk', { name })} onCancel={onCancel}>
      <button type="button" className="danger" onClick={remove}>
        {t('agents.removeYes')}
      </button>
      <button type="button" onClick={onCancel}>
        {t('network.cancel')}
      </button>
      <FormFailure error={error} />
    </Ask>
  )
}
