import { useEffect, useRef, useState } from 'react'
import { chooseSigning, type GatewayListItem, type Requirement } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useReason } from '../../data/reason.ts'
import { useText } from '../../languages/index.ts'
import { Preview } from './verdict.tsx'

const modes: Requirement[] = ['require', 'auto', 'off']

/** Lets an administrator choose whether a gateway must sign: shows what that means, and asks once more. */
export function Choose({ gateway, now, onDone }: { gateway: GatewayListItem; now: number; onDone: () => void }) {
  const t = useText()
  const { me, change, announce } = useCity()
  const [wanted, setWanted] = useState<Requirement>()
  const [sending, setSending] = useState(false)
  /** What the server has taken in place of which, until the list shows it. */
  const [taken, setTaken] = useState<{ mode: Requirement; before: Requirement }>()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const { id, name, messageAuthenticator: mode } = gateway
  const may = me.role === 'admin'
  const chosen = wanted ?? (taken?.before === mode ? taken.mode : mode)
  const choices = useRef<HTMLFieldSetElement>(null)
  const answered = useRef(false)
  // The buttons that had the focus are gone: it goes back to where the question came from.
  useEffect(() => {
    if (wanted || sending || !answered.current) return
    answered.current = false
    choices.current?.querySelector<HTMLInputElement>('input:checked')?.focus()
  }, [wanted, sending])

  const send = async (wanted: Requirement) => {
    setSending(true)
    setError(undefined)
    try {
      await change(chooseSigning, { params: { id }, body: { mode: wanted } })
      setTaken({ mode: wanted, before: mode })
      announce(t(`gateways.changed.${wanted}`, { name }))
      onDone()
    } catch (failure) {
      setError(failure)
    }
    answered.current = true
    setWanted(undefined)
    setSending(false)
  }
  const leave = () => {
    answered.current = true
    setWanted(undefined)
  }

  return (
    <fieldset ref={choices} className="choose" disabled={!may || sending}>
      <legend>{t('gateways.choose')}</legend>
      {modes.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={`mode-${id}`}
            value={one}
            checked={chosen === one}
            onChange={() => setWanted(one === mode ? undefined : one)}
          />
          <span>
            <strong>{t(`gateways.choice.${one}`)}</strong>
            <small className="muted">{t(`gateways.choice.${one}Help`)}</small>
          </span>
        </label>
      ))}
      {may ? null : <p className="muted">{t('gateways.onlyAdmin')}</p>}
      {wanted ? (
        <div className="confirm" role="alert">
          <p>
            <strong>{t(`gateways.ask.${wanted}`, { name })}</strong>{' '}
            {wanted === 'off' ? null : <Preview of={gateway} now={now} />}
          </p>
          <button
            type="button"
            className={isRisky(wanted, gateway) ? 'danger' : 'primary'}
            onClick={() => send(wanted)}
          >
            {t(sending ? 'gateways.changing' : 'gateways.yes')}
          </button>
          <button type="button" onClick={leave}>
            {t('gateways.no')}
          </button>
        </div>
      ) : null}
      {error ? <p role="alert">{reason}</p> : null}
    </fieldset>
  )
}

/** Whether a choice turns residents away or gives protection up. */
const isRisky = (wanted: Requirement, { unsigned }: GatewayListItem) =>
  wanted === 'off' || (wanted === 'require' && unsigned > 0)
