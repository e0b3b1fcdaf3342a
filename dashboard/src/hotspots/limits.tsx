import { type FormEvent, useId, useState } from 'react'
import { changeSessionLimits, type GatewayAnswer, type SessionRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'
import { onEscape, useReturnedFocus } from './ask.tsx'
import { Outcome } from './disconnect.tsx'

type Step = 'idle' | 'editing' | 'waiting'

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
  const formId = useId()
  const [step, setStep] = useState<Step>('idle')
  const [result, setResult] = useState<GatewayAnswer>()
  const [error, setError] = useState<unknown>()
  const [incomplete, setIncomplete] = useState(false)
  const reason = useReason(error)
  const button = useReturnedFocus(step === 'idle')
  const shown = result ?? session.limits

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [down, up, minutes] = fields.map(({ name }) => Number(form.get(name)) || undefined)
    const isIncomplete = (down === undefined) !== (up === undefined) || (down ?? minutes) === undefined
    setIncomplete(isIncomplete)
    if (isIncomplete) return
    setStep('waiting')
    setError(undefined)
    const query = {
      downBps: down && Math.round(down * MBPS),
      upBps: up && Math.round(up * MBPS),
      secondsLeft: minutes && Math.round(minutes * 60),
    }
    await change(changeSessionLimits, { params: { id: session.id }, query }).then(setResult, setError)
    setStep('idle')
  }

  if (step === 'waiting') return <span role="status">{t('disconnect.pending')}</span>
  if (step === 'idle') {
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
  return (
    <form
      className="limits"
      onSubmit={submit}
      onKeyDown={onEscape(() => setStep('idle'))}
      aria-label={t('limits.title', { device: session.device })}
    >
      {fields.map(({ name, ...range }, index) => (
        <div key={name}>
          <label htmlFor={`${formId}-${name}`}>{t(`limits.${name}`)}</label>
          <input
            id={`${formId}-${name}`}
            name={name}
            type="number"
            inputMode="decimal"
            {...range}
            // biome-ignore lint/a11y/noAutofocus: the form replaces the button that had the focus
            autoFocus={index === 0}
          />
        </div>
      ))}
      <p className="whole muted">{t('limits.help')}</p>
      {incomplete ? (
        <p className="whole" role="alert">
          {t('limits.incomplete')}
        </p>
      ) : null}
      <p className="whole buttons">
        <button type="submit" className="go">
          {t('limits.send')}
        </button>
        <button type="button" onClick={() => setStep('idle')}>
          {t('limits.cancel')}
        </button>
      </p>
    </form>
  )
}
