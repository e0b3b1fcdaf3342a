import { useId, useState } from 'react'
import { Link } from 'react-router'
import { listSnmpCredentials, startDiscovery } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Field, LinesField } from '../network/fields.tsx'
import { textOf, useSending } from '../network/saving.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { Reading } from '../parts/reading.tsx'

const USUAL = { rate: 50, port: 161 }

/** Which addresses are to be asked, by which credentials, and how fast. */
export function SearchForm({ onStarted }: { onStarted: () => void }) {
  const t = useText()
  const { change, announce } = useCity()
  const [chosen, setChosen] = useState<readonly number[]>([])
  const credentials = useResource(listSnmpCredentials, {})
  const { onSubmit, isSending, error } = useSending()
  const submit = onSubmit(async (values) => {
    const body = {
      addresses: textOf(values, 'addresses'),
      credentials: [...chosen],
      rate: Number(textOf(values, 'rate')) || USUAL.rate,
      port: Number(textOf(values, 'port')) || USUAL.port,
    }
    await change(startDiscovery, { body })
    announce(t('discovery.started'))
    onStarted()
  })
  return (
    <form className="network-form part" onSubmit={submit} aria-label={t('network.discovery')}>
      <LinesField name="addresses" label={t('discovery.addresses')} value={[]} help={t('discovery.addressesHelp')} />
      <fieldset className="whole discovery-credentials">
        <legend>{t('discovery.credentials')}</legend>
        <Reading of={credentials} />
        {credentials.data?.total === 0 ? (
          <p>
            <Link to="/network/agents">{t('discovery.credentialsNone')}</Link>
          </p>
        ) : null}
        {credentials.data?.items.map(({ id, name, version }) => (
          <Credential
            key={id}
            name={`${name} (v${version})`}
            place={chosen.indexOf(id) + 1}
            onToggle={() => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])}
          />
        ))}
      </fieldset>
      <Field name="rate" label={t('discovery.rate')} value={USUAL.rate} help={t('discovery.rateHelp')} number />
      <Field name="port" label={t('discovery.port')} value={USUAL.port} number />
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go" disabled={isSending || chosen.length === 0}>
          {t('discovery.start')}
        </button>
      </p>
    </form>
  )
}

/** @param place in the order in which they are tried; 0: it is not */
function Credential({ name, place, onToggle }: { name: string; place: number; onToggle: () => void }) {
  const id = useId()
  return (
    <span className="check">
      <input id={id} type="checkbox" checked={place > 0} onChange={onToggle} />
      <label htmlFor={id}>{place > 0 ? `${place}. ${name}` : name}</label>
    </span>
  )
}
