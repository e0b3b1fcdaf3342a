import { putSnmpCredential, removeSnmpCredential, type SnmpCredential } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { may } from '../../data/may.ts'
import type { Resource } from '../../data/resource.ts'
import { useText } from '../../languages/index.ts'
import { ForThose } from '../../parts/for-those.tsx'
import { FormFailure } from '../../parts/form-failure.tsx'
import { Reading } from '../../parts/reading.tsx'
import { useRow } from '../../parts/row.ts'
import { RowButtons } from '../../parts/row-buttons.tsx'
import { CredentialForm } from './credential-form.tsx'

interface Props {
  of: Resource<{ items: SnmpCredential[] }>
  onChange: () => void
}

/** By which agents let Plaza ask, without secrets; administrators add, change and remove them. */
export function Credentials({ of, onChange }: Props) {
  const t = useText()
  const { me } = useCity()
  const isAdmin = may(me, putSnmpCredential)
  return (
    <section id="credentials" className="credentials" aria-labelledby="credentials-title">
      <h2 id="credentials-title">{t('credentials.title')}</h2>
      <p className="muted">{t('credentials.lead')}</p>
      <ForThose who={putSnmpCredential} otherwise="credentials.admin">
        {null}
      </ForThose>
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
  const { format, change } = useCity()
  const { id, name, version, username, auth, privacy, agents, updatedAt } = credential
  const row = useRow({
    remove: () => change(removeSnmpCredential, { params: { id } }),
    removed: t('credentials.removed', { name }),
    onChange,
  })
  const said = [
    `SNMP ${version}`,
    username,
    auth?.toUpperCase(),
    privacy?.toUpperCase(),
    t('credentials.agents', { count: agents, number: format.count(agents) }),
    t('credentials.changed', { moment: format.moment(updatedAt) }),
  ]
  return (
    <li data-credential={id}>
      <p>
        <strong>{name}</strong> <span className="muted">{said.filter(Boolean).join(' · ')}</span>
      </p>
      {row.doing === 'edit' ? (
        <CredentialForm of={credential} onCancel={row.stop} onSaved={row.saved} />
      ) : isAdmin ? (
        <RowButtons
          of={row}
          words="credentials"
          name={name}
          question={t('credentials.removeAsk', { name })}
          inUse={agents > 0 ? t('credentials.inUse') : undefined}
        />
      ) : null}
      <FormFailure error={row.error} />
    </li>
  )
}
