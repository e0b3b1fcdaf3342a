import { useId, useState } from 'react'
import { type Agent, addAgent, agentKind, changeAgent } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { onEscape } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { linesOf, textOf, useSending } from '../saving.ts'
import { agentAddress, CredentialField } from './agent-fields.tsx'

interface Props {
  /** Absent: a new one. */
  of?: Agent
  onSaved: () => void
  onCancel?: () => void
}

/** Where an agent answers, and by which credential. */
export function AgentForm({ of, onSaved, onCancel }: Props) {
  const t = useText()
  const id = useId()
  const { change, announce } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const [kind, setKind] = useState(of?.kind ?? 'access-point')
  const isParent = kind !== 'access-point' && kind !== 'controller'
  const submit = onSubmit(async (values, form) => {
    const address = textOf(values, 'address')
    const uplink = textOf(values, 'uplink') || null
    const name = textOf(values, 'name') || null
    const hung = isParent || of?.parentOf.length ? { parentOf: isParent ? linesOf(values, 'parentOf') : [] } : {}
    const body = { address, kind, name, uplink, ...hung, credential: Number(textOf(values, 'credential')) }
    if (of) await change(changeAgent, { params: { id: of.id }, body })
    else await change(addAgent, { body })
    if (!of) {
      form.reset()
      setKind('access-point')
    }
    announce(t(of ? 'agents.saved' : 'agents.added', { address }))
    onSaved()
  })
  return (
    <form
      className="network-form"
      onSubmit={submit}
      aria-label={of ? t('agents.editOf', { name: agentAddress(of) }) : t('agents.new')}
      onKeyDown={onCancel && onEscape(onCancel)}
    >
      <div>
        <label htmlFor={`${id}-address`}>{t('agents.address')}</label>
        <input
          id={`${id}-address`}
          name="address"
          required
          maxLength={300}
          spellCheck={false}
          autoComplete="off"
          defaultValue={of && agentAddress(of)}
          // biome-ignore lint/a11y/noAutofocus: the button that opened the form is gone
          autoFocus={!!of}
          placeholder="192.0.2.7:161"
        />
      </div>
      <CredentialField chosen={of?.credentialId} required />
      <div>
        <label htmlFor={`${id}-kind`}>{t('agents.kind')}</label>
        <select id={`${id}-kind`} value={kind} onChange={({ target }) => setKind(agentKind.parse(target.value))}>
          {agentKind.options.map((each) => (
            <option key={each} value={each}>
              {t(`agents.kind.${each}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor={`${id}-name`}>{t('agents.name')}</label>
        <input id={`${id}-name`} name="name" maxLength={100} autoComplete="off" defaultValue={of?.name ?? ''} />
      </div>
      {isParent ? (
        <div className="whole">
          <label htmlFor={`${id}-parentOf`}>{t('agents.parentOf')}</label>
          <textarea
            id={`${id}-parentOf`}
            name="parentOf"
            rows={4}
            spellCheck={false}
            defaultValue={of?.parentOf.join('\n')}
            aria-describedby={`${id}-parentOf-help`}
          />
          <small id={`${id}-parentOf-help`}>{t('agents.parentOfHelp')}</small>
        </div>
      ) : null}
      <div>
        <label htmlFor={`${id}-uplink`}>{t('agents.uplinkNamed')}</label>
        <input
          id={`${id}-uplink`}
          name="uplink"
          maxLength={100}
          spellCheck={false}
          autoComplete="off"
          defaultValue={of?.uplink ?? ''}
          placeholder={t('agents.uplinkFound')}
        />
      </div>
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go" disabled={isSending}>
          {t(of ? 'network.save' : 'agents.add')}
        </button>
        {onCancel ? (
          <button type="button" onClick={onCancel}>
            {t('network.cancel')}
          </button>
        ) : null}
      </p>
    </form>
  )
}
