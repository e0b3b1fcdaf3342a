import { useId, useState } from 'react'
import { type Agent, listSnmpCredentials } from '../../../../server/api/contract/index.ts'
import { useResource } from '../../data/resource.ts'
import { useText } from '../../languages/index.ts'
import { Field } from '../fields.tsx'
import { TryAgent } from './try-agent.tsx'

const SNMP_PORT = 161

/** As a person writes it: without the port that is the usual one. */
export function agentAddress({ host, port }: Pick<Agent, 'host' | 'port'>): string {
  if (port === SNMP_PORT) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

interface Props {
  agent: Agent | undefined
  agentKey: string | null
}

/** A hotspot's SNMP agent: where it answers, by which credential, and whether it speaks for others as well. */
export function AgentFields({ agent, agentKey }: Props) {
  const t = useText()
  const [address, setAddress] = useState(agent ? agentAddress(agent) : '')
  const [isController, setController] = useState(agent?.kind === 'controller')
  const id = useId()
  return (
    <fieldset className="whole agent-fields">
      <legend>{t('item.agent')}</legend>
      <div>
        <label htmlFor={`${id}-address`}>{t('item.agentAddress')}</label>
        <input
          id={`${id}-address`}
          name="agentAddress"
          maxLength={300}
          spellCheck={false}
          autoComplete="off"
          value={address}
          onChange={({ target }) => setAddress(target.value)}
          aria-describedby={`${id}-help`}
        />
        <small id={`${id}-help`}>{t('item.agentAddressHelp')}</small>
      </div>
      <CredentialField chosen={agent?.credentialId} required={address.trim() !== ''} />
      <div>
        <label htmlFor={`${id}-kind`}>{t('item.agentKind')}</label>
        <select
          id={`${id}-kind`}
          name="agentKind"
          value={isController ? 'controller' : 'access-point'}
          onChange={({ target }) => setController(target.value === 'controller')}
        >
          <option value="access-point">{t('agents.kind.access-point')}</option>
          <option value="controller">{t('agents.kind.controller')}</option>
        </select>
      </div>
      {isController ? (
        <Field name="agentKey" label={t('item.agentKey')} value={agentKey} max={300} help={t('item.agentKeyHelp')} />
      ) : (
        <input type="hidden" name="agentKey" value={agentKey ?? ''} />
      )}
      {agent ? <TryAgent id={agent.id} address={agentAddress(agent)} /> : null}
    </fieldset>
  )
}

/** Which credential an agent has. */
export function CredentialField({ chosen, required }: { chosen: number | undefined; required: boolean }) {
  const t = useText()
  const id = useId()
  const { data } = useResource(listSnmpCredentials, {})
  return (
    <div>
      <label htmlFor={id}>{t('item.credential')}</label>
      <select id={id} name="credential" key={data?.total} defaultValue={chosen ?? ''} required={required}>
        <option value="">{t('item.credentialChoose')}</option>
        {data?.items.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  )
}
