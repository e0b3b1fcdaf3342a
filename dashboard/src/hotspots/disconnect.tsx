import { useState } from 'react'
import { disconnectSession, type GatewayAnswer, type SessionRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'
import { Ask, useReturnedFocus } from './ask.tsx'
import type { DisconnectScope } from './disconnect-run.tsx'
import { errorCauseKey } from './error-cause.ts'

interface DisconnectProps {
  session: SessionRow
  /** The session's own request was answered. */
  onDone: () => void
  /** Begins to disconnect all sessions of its device or resident. */
  onAll: (scope: DisconnectScope) => void
}

type Step = 'idle' | 'asking' | 'waiting'

/** The button that has the gateway end a session: asks once more and how far, waits, and shows what the gateway said. */
export function Disconnect({ session, onDone, onAll }: DisconnectProps) {
  const t = useText()
  const { change } = useCity()
  const [step, setStep] = useState<Step>('idle')
  const [result, setResult] = useState<GatewayAnswer>()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const button = useReturnedFocus(step === 'idle')
  const shown = result ?? session.disconnect

  const send = async () => {
    setStep('waiting')
    setError(undefined)
    await change(disconnectSession, { params: { id: session.id } }).then(setResult, setError)
    setStep('idle')
    onDone()
  }
  const all = (scope: DisconnectScope) => {
    setStep('idle')
    onAll(scope)
  }

  if (step === 'waiting') return <span role="status">{t('disconnect.pending')}</span>
  if (step === 'asking')
    return <AskHowFar session={session} onOne={send} onAll={all} onCancel={() => setStep('idle')} />
  return (
    <>
      <button type="button" ref={button} onClick={() => setStep('asking')}>
        {t('disconnect.button')}
      </button>
      {shown ? <Outcome of="disconnect" answer={shown} /> : null}
      {error ? <span role="alert">{reason}</span> : null}
    </>
  )
}

interface AskProps {
  session: SessionRow
  onOne: () => void
  onAll: (scope: DisconnectScope) => void
  onCancel: () => void
}

/** Whether to end this session alone, or all of its device or its resident. */
function AskHowFar({ session: { id, device, residentId }, onOne, onAll, onCancel }: AskProps) {
  const t = useText()
  return (
    <Ask question={t('disconnect.ask', { device })} onCancel={onCancel}>
      <button type="button" className="danger" onClick={onOne}>
        {t('disconnect.yes')}
      </button>
      <button type="button" onClick={() => onAll({ sameDeviceAs: id })}>
        {t('disconnect.allOfDevice')}
      </button>
      {residentId === null ? null : (
        <button type="button" onClick={() => onAll({ resident: residentId })}>
          {t('disconnect.allOfResident')}
        </button>
      )}
      <button type="button" onClick={onCancel}>
        {t('disconnect.no')}
      </button>
    </Ask>
  )
}

/** The gateway's answer to one of the two requests, in words. */
export function Outcome({ of, answer }: { of: 'disconnect' | 'limits'; answer: GatewayAnswer }) {
  const t = useText()
  const { outcome, errorCause, attempts } = answer
  const cause = t(errorCauseKey(errorCause), { code: errorCause ?? '' })
  return (
    <span className={`outcome ${outcome}`} role="status" data-outcome={outcome}>
      {outcome === 'ack' ? t(`${of}.ack`) : t(`disconnect.${outcome}`, { cause })}
      {outcome === 'pending' ? '' : ` (${t('disconnect.attempts', { count: attempts })})`}
    </span>
  )
}
