import { useId } from 'react'
import { type Agent, addAgent, changeAgent } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { onEscape } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { textOf, useSending } from '../saving.ts'
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
  const submit = onSubmit(async (values, form) => {
    const address = textOf(values, 'address')
    const kind = textOf(values, 'kind') === 'controller' ? ('controller' as const) : ('access-point' as const)
    const uplink = textOf(values, 'uplink') || null
    const body = { address, kind, uplink, credential: Number(textOf(values, 'credential')) }
    if (of) await change(changeAgent, { params: { id: of.id }, body })
    else await change(addAgent, { body })
    if (!of) form.reset()
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
        <select id={`${id}-kind`} name="kind" defaultValue={of?.kind ?? 'access-point'}>
          <option value="access-point">{t('agents.kind.access-point')}</option>
          <option value="controller">{t('agents.kind.controller')}</option>
        </select>
      </div>
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
