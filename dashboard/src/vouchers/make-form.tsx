import { type FormEvent, useId, useState } from 'react'
import { type Given, type MadeVouchers, makeVouchers, readVoucherChoices } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { CityTime } from '../parts/city-time.tsx'
import { FormFailure } from '../parts/form-failure.tsx'

type Wanted = Given<typeof makeVouchers, 'body'>

/** What was made, with the codes that nobody is told again. */
export interface Made extends MadeVouchers {
  wanted: Wanted
}

const MOST = 1000
const MOST_DEVICES = 20
const MOST_HOURS = 8784

export function MakeForm({ onMade }: { onMade: (made: Made) => void }) {
  const t = useText()
  const id = useId()
  const { change } = useCity()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const body = wantedIn(new FormData(event.currentTarget))
    setSending(true)
    setError(undefined)
    await change(makeVouchers, { body }).then((made) => onMade({ ...made, wanted: body }), setError)
    setSending(false)
  }
  const figure = (name: 'count' | 'devices', most: number, usual: number) => (
    <div>
      <label htmlFor={`${id}-${name}`}>{t(`vouchers.${name}`)}</label>
      <input id={`${id}-${name}`} name={name} type="number" min={1} max={most} required defaultValue={usual} />
    </div>
  )
  return (
    <details className="groups-new">
      <summary>{t('vouchers.new')}</summary>
      <form className="group-form" onSubmit={submit} aria-label={t('vouchers.new')}>
        <div className="whole">
          <label htmlFor={`${id}-name`}>{t('vouchers.name')}</label>
          <input id={`${id}-name`} name="name" required maxLength={80} />
        </div>
        {figure('count', MOST, 24)}
        {figure('devices', MOST_DEVICES, 1)}
        <PolicyField />
        <CityTime name="endsAt" label={t('vouchers.endsAt')} required />
        <div>
          <label htmlFor={`${id}-hours`}>{t('vouchers.hours')}</label>
          <input
            id={`${id}-hours`}
            name="hours"
            type="number"
            min={0.25}
            max={MOST_HOURS}
            step="any"
            aria-describedby={`${id}-help`}
          />
        </div>
        <p className="whole muted" id={`${id}-help`}>
          {t('vouchers.hoursHelp')}
        </p>
        <FormFailure error={error} />
        <p className="whole buttons">
          <button type="submit" className="go" disabled={isSending}>
            {t('vouchers.make')}
          </button>
        </p>
      </form>
    </details>
  )
}

function PolicyField() {
  const t = useText()
  const id = useId()
  const { data } = useResource(readVoucherChoices, {})
  return (
    <div>
      <label htmlFor={id}>{t('vouchers.policy')}</label>
      <select id={id} name="policy" required>
        {data?.policies.map((policy) => (
          <option key={policy.id} value={policy.id}>
            {policy.name}
          </option>
        ))}
      </select>
    </div>
  )
}

/** As the API wants it. */
function wantedIn(form: FormData): Wanted {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  return {
    name: text('name'),
    policy: Number(text('policy')),
    devices: Number(text('devices')),
    endsAt: text('endsAt'),
    hours: text('hours') === '' ? null : Number(text('hours')),
    count: Number(text('count')),
  }
}
