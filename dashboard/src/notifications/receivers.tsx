import { useEffect, useState } from 'react'
import {
  changeReceiver,
  type Receiver,
  readDelivery,
  receiverKind,
  testReceiver,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { type List, useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import { ReceiverForm } from './receiver-form.tsx'

export function Receivers({ of: list }: { of: List<Receiver> }) {
  const t = useText()
  return (
    <section>
      <h2>{t('receivers.title')}</h2>
      <Reading of={list} />
      {list.data?.items.length === 0 ? <p className="empty">{t('receivers.none')}</p> : null}
      <ul className="rows">
        {list.data?.items.map((receiver) => (
          <Row key={receiver.id} of={receiver} onChange={list.reload} />
        ))}
      </ul>
      <details className="groups-new">
        <summary>{t('receivers.new')}</summary>
        <ReceiverForm kinds={receiverKind.options} onDone={list.reload} />
      </details>
    </section>
  )
}

function Row({ of, onChange }: { of: Receiver; onChange: () => void }) {
  const t = useText()
  const { change, announce, format } = useCity()
  const [isEditing, setEditing] = useState(false)
  const [delivery, setDelivery] = useState<number>()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const params = { id: of.id }
  const use = () =>
    change(changeReceiver, { params, body: { disabled: !of.disabled } }).then(() => {
      announce(t(of.disabled ? 'receivers.enabled' : 'receivers.disabled'))
      onChange()
    }, setError)
  const test = () => {
    setError(undefined)
    change(testReceiver, { params }).then(({ delivery }) => setDelivery(delivery), setError)
  }
  return (
    <li data-receiver={of.id} className={of.failingSince ? 'is-failing' : of.disabled ? 'is-over' : ''}>
      <h3>{of.name}</h3>
      <p>
        {t(`receivers.kind.${of.kind}`)} · {of.shown} · {t(`receivers.language.${of.language}`)}
        {of.kind === 'webhook' ? ` · ${of.events.map((each) => t(`receivers.event.${each}`)).join(', ')}` : ''}
      </p>
      {of.disabled ? <p className="muted">{t('receivers.disabled')}</p> : null}
      {of.failingSince ? (
        <p className="fails">{t('receivers.failingSince', { at: format.moment(of.failingSince) })}</p>
      ) : null}
      <p className="buttons">
        <button type="button" aria-label={t('receivers.testOf', { name: of.name })} onClick={test}>
          {t('receivers.test')}
        </button>
        <button type="button" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
          {t('receivers.edit')}
        </button>
        <button type="button" onClick={use}>
          {t(of.disabled ? 'receivers.enable' : 'receivers.disable')}
        </button>
      </p>
      {delivery === undefined ? null : <Outcome key={delivery} of={delivery} />}
      {error ? <p role="alert">{reason}</p> : null}
      {isEditing ? (
        <ReceiverForm
          kinds={[of.kind]}
          of={of}
          onDone={() => {
            setEditing(false)
            onChange()
          }}
        />
      ) : null}
    </li>
  )
}

const LOOK_MS = 1000

/** What came of a trial, asked for until it is known. */
function Outcome({ of }: { of: number }) {
  const t = useText()
  const { data, reload } = useResource(readDelivery, { params: { id: of } })
  const isWaiting = data === undefined || data.state === 'waiting'
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(reload, LOOK_MS)
    return () => clearInterval(timer)
  }, [isWaiting, reload])
  return (
    <p role="status" className={data?.state === 'failed' ? 'fails' : ''}>
      {isWaiting
        ? t('receivers.testing')
        : data.state === 'sent'
          ? t('receivers.testSent')
          : t('receivers.testFailed', { error: data.error ?? '' })}
    </p>
  )
}
