import { useState } from 'react'
import type { GatewayAnswer, SessionRow } from '../../../server/api/contract.ts'
import { disconnect } from '../api.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { useReason } from '../notices.tsx'
import { errorCauseKey } from './error-cause.ts'

type Step = 'idle' | 'asking' | 'waiting'

/** The button that has the gateway end a session: asks once more, waits, and shows what the gateway said. */
export function Disconnect({ session, onDone }: { session: SessionRow; onDone: () => void }) {
  const t = useText()
  const { me } = useCity()
  const [step, setStep] = useState<Step>('idle')
  const [result, setResult] = useState<GatewayAnswer>()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const shown = result ?? session.disconnect

  const send = async () => {
    setStep('waiting')
    setError(undefined)
    await disconnect(session.id, me.csrf).then(setResult, setError)
    setStep('idle')
    onDone()
  }

  if (step === 'waiting') return <span role="status">{t('disconnect.pending')}</span>
  return (
    <div className="disconnect">
      {step === 'asking' ? (
        <>
          <span>{t('disconnect.ask', { device: session.device })}</span>
          <button type="button" className="danger" onClick={send}>
            {t('disconnect.yes')}
          </button>
          <button type="button" onClick={() => setStep('idle')}>
            {t('disconnect.no')}
          </button>
        </>
      ) : (
        <>
          <button type="button" onClick={() => setStep('asking')}>
            {t('disconnect.button')}
          </button>
          {shown ? <Outcome result={shown} /> : null}
          {error ? <span role="alert">{reason}</span> : null}
        </>
      )}
    </div>
  )
}

/** The gateway's answer in words. */
export function Outcome({ result }: { result: GatewayAnswer }) {
  const t = useText()
  const { outcome, errorCause, attempts } = result
  const cause = t(errorCauseKey(errorCause), { code: errorCause ?? '' })
  return (
    <span className={`outcome ${outcome}`} role="status" data-outcome={outcome}>
      {t(`disconnect.${outcome}`, { cause })}
      {outcome === 'pending' ? '' : ` (${t('disconnect.attempts', { count: attempts })})`}
    </span>
  )
}
