import { type FormEvent, useId, useState } from 'react'
import {
  addReceiver,
  changeReceiver,
  type Receiver,
  type ReceiverKind,
  receiverEvent,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type TextKey, useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

type FieldName = Extract<TextKey, `receivers.field.${string}`> extends `receivers.field.${infer N}` ? N : never

interface Field {
  name: FieldName
  isSecret?: boolean
  isOptional?: boolean
}

/** What each kind wants to know. */
const fields: Record<ReceiverKind, readonly Field[]> = {
  email: [{ name: 'to' }, { name: 'from' }, { name: 'smtp', isSecret: true }],
  webhook: [{ name: 'url' }, { name: 'secret', isSecret: true }],
  slack: [{ name: 'url', isSecret: true }],
  telegram: [{ name: 'chat' }, { name: 'token', isSecret: true }],
  pagerduty: [{ name: 'routingKey', isSecret: true }],
  alertmanager: [
    { name: 'url' },
    { name: 'username', isOptional: true },
    { name: 'password', isSecret: true, isOptional: true },
  ],
}

interface Props {
  kinds: readonly ReceiverKind[]
  /** The one that is changed; absent: a new one. */
  of?: Receiver
  onDone: () => void
}

/** A receiver's name and how it is reached, which is written and never read back. */
export function ReceiverForm({ kinds, of, onDone }: Props) {
  const t = useText()
  const id = useId()
  const { change, announce } = useCity()
  const [kind, setKind] = useState<ReceiverKind>(kinds[0]!)
  const [error, setError] = useState<unknown>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const settings = settingsIn(data, kind)
    const common = {
      ...({ name: String(data.get('name')), language: data.get('language') === 'en' ? 'en' : 'es' } as const),
      ...(kind === 'webhook' && {
        events: receiverEvent.options.filter((each) => data.getAll('events').includes(each)),
      }),
    }
    setError(undefined)
    const asked = of
      ? change(changeReceiver, { params: { id: of.id }, body: { ...common, ...(settings && { settings }) } })
      : change(addReceiver, { body: { ...common, kind, settings: settings ?? {} } })
    await asked.then(() => {
      announce(t('receivers.saved'))
      form.reset()
      onDone()
    }, setError)
  }
  return (
    <form className="group-form" onSubmit={submit} aria-label={of ? of.name : t('receivers.new')} autoComplete="off">
      <div>
        <label htmlFor={`${id}-name`}>{t('receivers.name')}</label>
        <input id={`${id}-name`} name="name" required maxLength={100} defaultValue={of?.name} />
      </div>
      {of ? null : (
        <div>
          <label htmlFor={`${id}-kind`}>{t('receivers.kind')}</label>
          <select id={`${id}-kind`} value={kind} onChange={({ target }) => setKind(target.value as ReceiverKind)}>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {t(`receivers.kind.${each}`)}
              </option>
            ))}
          </select>
        </div>
      )}
      <div>
        <label htmlFor={`${id}-language`}>{t('receivers.language')}</label>
        <select id={`${id}-language`} name="language" defaultValue={of?.language ?? 'es'}>
          <option value="es">{t('receivers.language.es')}</option>
          <option value="en">{t('receivers.language.en')}</option>
        </select>
      </div>
      {fields[kind].map(({ name, isSecret = false, isOptional = false }) => (
        <div key={`${kind} ${name}`}>
          <label htmlFor={`${id}-${name}`}>{t(`receivers.field.${name}`)}</label>
          <input
            id={`${id}-${name}`}
            name={name}
            type={isSecret ? 'password' : 'text'}
            autoComplete={isSecret ? 'new-password' : 'off'}
            required={!of && !isOptional}
          />
        </div>
      ))}
      {kind === 'webhook' ? <EventFields first={of?.events ?? ['incidents']} /> : null}
      <p className="whole muted">{t(of ? 'receivers.keep' : 'receivers.never')}</p>
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go">
          {t('receivers.save')}
        </button>
      </p>
    </form>
  )
}

/** What a program is told: people are told of incidents alone. */
function EventFields({ first }: { first: Receiver['events'] }) {
  const t = useText()
  return (
    <fieldset className="whole">
      <legend>{t('receivers.events')}</legend>
      <div className="days">
        {receiverEvent.options.map((each) => (
          <label key={each}>
            <input type="checkbox" name="events" value={each} defaultChecked={first.includes(each)} />
            {t(`receivers.event.${each}`)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** As the API wants them; undefined where all was left empty: they stay as they are. */
function settingsIn(form: FormData, kind: ReceiverKind): Record<string, unknown> | undefined {
  const given = fields[kind].flatMap(({ name }) => {
    const text = String(form.get(name) ?? '').trim()
    if (text === '') return []
    const value = name === 'to' ? text.split(/[,;\s]+/).filter((part) => part !== '') : text
    return [[name, value] as const]
  })
  return given.length === 0 ? undefined : Object.fromEntries(given)
}
