import { type FormEvent, useId, useState } from 'react'
import {
  changeSessionLimits,
  type GatewayAnswer,
  type Given,
  type SessionRow,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'
import { onEscape, useReturnedFocus } from './ask.tsx'
import { Outcome } from './disconnect.tsx'

type Step = 'idle' | 'editing' | 'waiting'
type NewLimits = Given<typeof changeSessionLimits, 'query'>

const MBPS = 1_000_000
const fields = [
  { name: 'down', step: '0.1', min: '0.1', max: '4000' },
  { name: 'up', step: '0.1', min: '0.1', max: '4000' },
  { name: 'minutes', step: '1', min: '1', max: '10080' },
] as const

/** The button and small form that change a live session's rate and time, and what the gateway answers. */
export function Limits({ session }: { session: SessionRow }) {
  const t = useText()
  const { change } = useCity()
  const [step, setStep] = useState<Step>('idle')
  const [result, setResult] = useState<GatewayAnswer>()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const button = useReturnedFocus(step === 'idle')
  const shown = result ?? session.limits

  const send = async (query: NewLimits) => {
    setStep('waiting')
    setError(undefined)
    await change(changeSessionLimits, { params: { id: session.id }, query }).then(setResult, setError)
    setStep('idle')
  }
  if (step === 'waiting') return <span role="status">{t('disconnect.pending')}</span>
  if (step === 'editing') return <LimitsForm device={session.device} onSend={send} onCancel={() => setStep('idle')} />
  return (
    <>
      <button type="button" ref={button} onClick={() => setStep('editing')}>
        {t('limits.button')}
      </button>
      {shown ? <Outcome of="limits" answer={shown} /> : null}
      {error ? <span role="alert">{reason}</span> : null}
    </>
  )
}

interface LimitsFormProps {
  device: string
  onSend: (limits: NewLimits) => void
  onCancel: () => void
}

function LimitsForm({ device, onSend, onCancel }: LimitsFormProps) {
  const t = useText()
  const [isIncomplete, setIncomplete] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const limits = limitsIn(new FormData(event.currentTarget))
    setIncomplete(!limits)
    if (limits) onSend(limits)
  }
  return (
    <form
      className="limits"
      onSubmit={submit}
      onKeyDown={onEscape(onCancel)}
      aria-label={t('limits.title', { device })}
    >
      <Fields />
      <p className="whole muted">{t('limits.help')}</p>
      {isIncomplete ? (
        <p className="whole" role="alert">
          {t('limits.incomplete')}
        </p>
      ) : null}
      <p className="whole buttons">
        <button type="submit" className="go">
          {t('limits.send')}
        </button>
        <button type="button" onClick={onCancel}>
          {t('limits.cancel')}
        </button>
      </p>
    </form>
  )
}

function Fields() {
  const t = useText()
  const id = useId()
  return fields.map(({ name, ...range }, index) => (
    <div key={name}>
      <label htmlFor={`${id}-${name}`}>{t(`limits.${name}`)}</label>
      <input
        id={`${id}-${name}`}
        name={name}
        type="number"
        inputMode="decimal"
        {...range}
        // biome-ignore lint/a11y/noAutofocus: the form replaces the button that had the focus
        autoFocus={index === 0}
      />
    </div>
  ))
}

/** As the API wants it; undefined where there is nothing, or one rate without the other. */
function limitsIn(form: FormData): NewLimits | undefined {
  const [down, up, minutes] = fields.map(({ name }) => Number(form.get(name)) || undefined)
  if ((down === undefined) !== (up === undefined) || (down ?? minutes) === undefined) return undefined
  return {
    downBps: down && Math.round(down * MBPS),
    upBps: up && Math.round(up * MBPS),
    secondsLeft: minutes && Math.round(minutes * 60),
  }
}
