import { Link } from 'react-router'
import { type Agent, removeAgent } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { useRow } from '../../parts/row.ts'
import { RowButtons } from '../../parts/row-buttons.tsx'
import { agentAddress } from './agent-fields.tsx'
import { AgentForm } from './agent-form.tsx'
import { AgentState } from './agent-state.tsx'
import { TryAgent } from './try-agent.tsx'

/** An agent, and what can be done with it. */
export function AgentRow({ of: agent, onChange }: { of: Agent; onChange: () => void }) {
  const t = useText()
  const { format, change } = useCity()
  const address = agentAddress(agent)
  const number = format.count(agent.hotspots)
  const row = useRow({
    remove: () => change(removeAgent, { params: { id: agent.id } }),
    removed: t('agents.removed', { address }),
    onChange,
  })
  return (
    <tr data-agent={agent.id}>
      <th scope="row">
        {agent.name ?? address} {agent.name === null ? null : <small className="muted">{address}</small>}
      </th>
      <td data-label={t('agents.kind')}>
        {t(`agents.kind.${agent.kind}`)}
        <AgentState of={agent} />
      </td>
      <td data-label={t('item.credential')}>{agent.credential}</td>
      <td data-label={t('agents.hotspots')} className="number">
        <Link to={`/network?agent=${agent.id}`} aria-label={t('agents.hotspotsOf', { address, number })}>
          {number}
        </Link>
      </td>
      <td className="doing">
        {row.doing === 'edit' ? (
          <AgentForm of={agent} onCancel={row.stop} onSaved={row.saved} />
        ) : (
          <RowButtons
            of={row}
            words="agents"
            name={address}
            question={t('agents.removeAsk', { address })}
            consequence={agent.hotspots > 0 ? t('agents.removeHelp', { count: agent.hotspots, number }) : undefined}
          />
        )}
        {row.doing === undefined ? <TryAgent id={agent.id} address={address} /> : null}
        <FormFailure error={row.error} />
      </td>
    </tr>
  )
}
