import { useState } from 'react'
import { Link } from 'react-router'
import { type Agent, removeAgent } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { Ask, useReturnedFocus } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { agentAddress } from './agent-fields.tsx'
import { AgentForm } from './agent-form.tsx'
import { TryAgent } from './try-agent.tsx'

/** An agent, and what can be done with it. */
export function AgentRow({ of: agent, onChange }: { of: Agent; onChange: () => void }) {
  const t = useText()
  const { format } = useCity()
  const [doing, setDoing] = useState<'edit' | 'remove'>()
  const address = agentAddress(agent)
  const stop = () => setDoing(undefined)
  const editButton = useReturnedFocus(doing !== 'edit')
  const removeButton = useReturnedFocus(doing !== 'remove')
  const number = format.count(agent.hotspots)
  return (
    <tr data-agent={agent.id}>
      <th scope="row">{address}</th>
      <td data-label={t('agents.kind')}>{t(`agents.kind.${agent.kind}`)}</td>
      <td data-label={t('item.credential')}>{agent.credential}</td>
      <td data-label={t('agents.hotspots')} className="number">
        <Link to={`/network?agent=${agent.id}`} aria-label={t('agents.hotspotsOf', { address, number })}>
          {number}
        </Link>
      </td>
      <td className="doing">
        {doing === undefined ? (
          <>
            <p className="buttons">
              <button
                type="button"
                ref={editButton}
                aria-label={t('agents.editOf', { address })}
                onClick={() => setDoing('edit')}
              >
                {t('agents.edit')}
              </button>
              <button
                type="button"
                ref={removeButton}
                aria-label={t('agents.removeOf', { address })}
                onClick={() => setDoing('remove')}
              >
                {t('agents.remove')}
              </button>
            </p>
            <TryAgent id={agent.id} address={address} />
          </>
        ) : null}
        {doing === 'edit' ? (
          <AgentForm
            of={agent}
            onCancel={stop}
            onSaved={() => {
              stop()
              onChange()
            }}
          />
        ) : null}
        {doing === 'remove' ? <AskRemove of={agent} onCancel={stop} onRemoved={onChange} /> : null}
      </td>
    </tr>
  )
}

function AskRemove({ of: agent, onCancel, onRemoved }: { of: Agent; onCancel: () => void; onRemoved: () => void }) {
  const t = useText()
  const { change, announce, format } = useCity()
  const [error, setError] = useState<unknown>()
  const [isSending, setSending] = useState(false)
  const address = agentAddress(agent)
  const remove = async () => {
    setSending(true)
    await change(removeAgent, { params: { id: agent.id } }).then(() => {
      announce(t('agents.removed', { address }))
      onRemoved()
    }, setError)
    setSending(false)
  }
  return (
    <Ask question={t('agents.removeAsk', { address })} onCancel={onCancel}>
      {agent.hotspots > 0 ? (
        <p>{t('agents.removeHelp', { count: agent.hotspots, number: format.count(agent.hotspots) })}</p>
      ) : null}
      <button type="button" className="danger" disabled={isSending} onClick={remove}>
        {t('agents.removeYes')}
      </button>
      <button type="button" onClick={onCancel}>
        {t('network.cancel')}
      </button>
      <FormFailure error={error} />
    </Ask>
  )
}
