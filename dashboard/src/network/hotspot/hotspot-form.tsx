import { useState } from 'react'
import {
  type Agent,
  addAgent,
  editInventoryItem,
  type Given,
  readAgent,
  readInventoryChoices,
} from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import type { Change } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { AgentFields, agentAddress } from '../agents/agent-fields.tsx'
import { Field, LinesField } from '../fields.tsx'
import { linesOf, textOf, useSending } from '../saving.ts'
import type { PartProps, WholeItem } from './hotspot-page.tsx'

type Edit = Given<typeof editInventoryItem, 'body'>

/** Everything that is known of a hotspot, to be changed; only what is not as it was is sent. */
export function HotspotForm({ of: item, onChange }: PartProps) {
  const t = useText()
  const { change, announce } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const [said, setSaid] = useState('')
  const agent = useResource(item.agentId === null ? undefined : readAgent, { params: { id: item.agentId ?? 0 } })
  const submit = onSubmit(async (values) => {
    const body = { ...editIn(values, item), ...(await agentIn(values, item, agent.data, change)) }
    if (Object.keys(body).length === 0) return setSaid(t('item.nothing'))
    const { hotspot } = await change(editInventoryItem, { params: { id: item.id }, body })
    announce(t('item.saved', { name: hotspot.name }))
    onChange()
  })
  if (item.agentId !== null && agent.data === undefined && agent.error === undefined) return null
  return (
    <form className="part network-form" onSubmit={submit} onChange={() => setSaid('')} aria-label={t('item.data')}>
      <h2>{t('item.data')}</h2>
      <p className="whole muted">
        {[item.programme, item.code, item.settlement, item.borough, item.group?.name].filter(Boolean).join(' · ')}
      </p>
      <Field name="name" label={t('item.name')} value={item.name} required max={300} wide />
      <GatewayField of={item} />
      <Field name="mac" label={t('item.mac')} value={item.mac} max={60} />
      <LinesField name="bssids" label={t('item.bssids')} value={item.bssids} help={t('item.onePerLine')} />
      <LinesField name="names" label={t('item.names')} value={item.names} help={t('item.namesHelp')} />
      <AgentFields agent={agent.data} agentKey={item.agentKey} />
      <Field name="model" label={t('item.model')} value={item.model} max={300} />
      <Field name="serial" label={t('item.serial')} value={item.serial} max={300} />
      <Field name="equipment" label={t('item.equipment')} value={item.equipment} max={300} />
      <Field name="antennas" label={t('item.antennas')} value={item.antennas} number />
      <Field name="capacity" label={t('item.capacity')} value={item.capacity} number />
      <Field name="installedOn" label={t('item.installedOn')} value={item.installedOn} type="date" />
      <LinesField name="notes" label={t('item.notes')} value={item.notes === null ? [] : [item.notes]} />
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go" disabled={isSending}>
          {t('network.save')}
        </button>
        <span role="status">{said}</span>
      </p>
    </form>
  )
}

function GatewayField({ of: item }: Pick<PartProps, 'of'>) {
  const t = useText()
  const { data } = useResource(readInventoryChoices, {})
  const names = (data?.gateways ?? []).map(({ name }) => name)
  const all = item.gateway === null || names.includes(item.gateway) ? names : [item.gateway, ...names]
  return (
    <div>
      <label htmlFor="hotspot-gateway">{t('item.gateway')}</label>
      <select id="hotspot-gateway" name="gateway" key={all.length} defaultValue={item.gateway ?? ''}>
        <option value="">{t('network.none')}</option>
        {all.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}

const sameList = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((each, at) => each === other[at])

/** What of the form is not as the hotspot is. */
function editIn(values: FormData, item: WholeItem): Edit {
  const edit: Edit = {}
  const name = textOf(values, 'name')
  if (name !== item.name) edit.name = name
  for (const field of ['mac', 'gateway', 'agentKey', 'model', 'serial', 'equipment', 'notes', 'installedOn'] as const) {
    const value = textOf(values, field) || null
    if (value !== item[field]) edit[field] = value
  }
  for (const field of ['antennas', 'capacity'] as const) {
    const text = textOf(values, field)
    const value = text === '' ? null : Number(text)
    if (value !== item[field]) edit[field] = value
  }
  for (const field of ['bssids', 'names'] as const) {
    const lines = linesOf(values, field)
    if (!sameList(lines, item[field])) edit[field] = lines
  }
  return edit
}

/** The agent that the form names, stored where it is a new one; nothing where it is as it was. */
async function agentIn(values: FormData, item: WholeItem, now: Agent | undefined, change: Change) {
  const address = textOf(values, 'agentAddress')
  if (address === '') return item.agentId === null ? {} : { agent: null }
  const kind = textOf(values, 'agentKind') === 'controller' ? ('controller' as const) : ('access-point' as const)
  const credential = Number(textOf(values, 'credential'))
  const isSame = now && address === agentAddress(now) && credential === now.credentialId && kind === now.kind
  if (isSame) return {}
  const { id } = await change(addAgent, { body: { address, credential, kind } })
  return id === item.agentId ? {} : { agent: id }
}
