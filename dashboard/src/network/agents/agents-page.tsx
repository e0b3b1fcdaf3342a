import { useDeferredValue, useId, useState } from 'react'
import { listAgents, listSnmpCredentials } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useList, useResource } from '../../data/resource.ts'
import { useText } from '../../languages/index.ts'
import { More } from '../../parts/more.tsx'
import { Reading } from '../../parts/reading.tsx'
import { mayChange, NetworkPage } from '../frame.tsx'
import { useKept } from '../kept.ts'
import { AgentForm } from './agent-form.tsx'
import { AgentRow } from './agent-row.tsx'
import { Credentials } from './credentials.tsx'

/** Whom Plaza asks by SNMP, by which credentials, and what they answer. */
export function AgentsPage() {
  const t = useText()
  const { me } = useCity()
  return (
    <NetworkPage title={t('network.agents')}>
      {mayChange(me.role) ? <Agents /> : <p className="empty">{t('agents.forbidden')}</p>}
    </NetworkPage>
  )
}

function Agents() {
  const t = useText()
  const { format } = useCity()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [unused, setUnused] = useState(false)
  const search = useDeferredValue(typed.trim())
  const query = { search: search || undefined, unused: unused ? ('true' as const) : undefined }
  const list = useKept(useList(listAgents, { query }))
  const credentials = useResource(listSnmpCredentials, {})
  const reload = () => {
    list.reload()
    credentials.reload()
  }
  const { data } = list
  return (
    <>
      <p className="muted lead">{t('agents.lead')}</p>
      <div className="table-head">
        <input
          type="search"
          value={typed}
          maxLength={100}
          placeholder={t('agents.search')}
          aria-label={t('agents.search')}
          onChange={({ target }) => setTyped(target.value)}
        />
        <span className="check">
          <input id={id} type="checkbox" checked={unused} onChange={({ target }) => setUnused(target.checked)} />
          <label htmlFor={id}>{t('agents.unused')}</label>
        </span>
        <span className="muted" role="status">
          {data ? t('agents.found', { count: data.total, number: format.count(data.total) }) : ''}
        </span>
      </div>
      <Reading of={list} />
      {data?.total === 0 ? <p className="empty">{t(search || unused ? 'agents.emptyFound' : 'agents.empty')}</p> : null}
      {data && data.total > 0 ? (
        <table className="agents" aria-busy={list.isOld}>
          <thead>
            <tr>
              {(['agents.address', 'agents.kind', 'item.credential', 'agents.hotspots', 'agents.doing'] as const).map(
                (column) => (
                  <th key={column} scope="col" className={column === 'agents.hotspots' ? 'number' : ''}>
                    {t(column)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {data.items.map((agent) => (
              <AgentRow key={agent.id} of={agent} onChange={reload} />
            ))}
          </tbody>
        </table>
      ) : null}
      <More of={list} />
      <details className="part">
        <summary>{t('agents.new')}</summary>
        {credentials.data?.total === 0 ? <p className="muted">{t('agents.needCredential')}</p> : null}
        <AgentForm onSaved={reload} key={credentials.data?.total} />
      </details>
      <Credentials of={credentials} onChange={reload} />
    </>
  )
}
