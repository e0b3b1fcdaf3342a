import { useEffect, useState } from 'react'
import {
  type DisconnectProgress,
  type Given,
  readDisconnect,
  startDisconnect,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { call } from '../data/api.ts'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'
import { Ask, useReturnedFocus } from './ask.tsx'

/** How long between two looks at how far the gateways are. */
const LOOK_MS = 1000

/** Whose sessions are to end: one of them. */
export type DisconnectScope = Given<typeof startDisconnect, 'query'>

export interface DisconnectRun {
  start: (scope: DisconnectScope) => void
  isRunning: boolean
  /** How many were to end; known once the server has begun. */
  total: number | undefined
  progress: DisconnectProgress | undefined
  error: unknown
}

/** Disconnects many sessions, one such request at a time, and follows it until every gateway has answered. */
export function useDisconnectRun(onDone: () => void): DisconnectRun {
  const { change } = useCity()
  const [isRunning, setRunning] = useState(false)
  const [begun, setBegun] = useState<{ id: number; sessions: number }>()
  const [progress, setProgress] = useState<DisconnectProgress>()
  const [error, setError] = useState<unknown>()

  const start = (scope: DisconnectScope) => {
    if (isRunning) return
    setRunning(true)
    setBegun(undefined)
    setProgress(undefined)
    setError(undefined)
    change(startDisconnect, { query: scope }).then(setBegun, (failure: unknown) => {
      setError(failure)
      setRunning(false)
    })
  }

  const id = begun?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new `onDone` does not begin anew
  useEffect(() => {
    if (id === undefined) return
    const abort = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    const look = () =>
      call(readDisconnect, { params: { id } }, { signal: abort.signal }).then(
        (now) => {
          setProgress(now)
          setError(undefined)
          if ((now.counts.pending ?? 0) > 0) timer = setTimeout(look, LOOK_MS)
          else {
            setRunning(false)
            onDone()
          }
        },
        (failure: unknown) => {
          if (abort.signal.aborted) return
          setError(failure)
          timer = setTimeout(look, LOOK_MS)
        },
      )
    void look()
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [id])

  return { start, isRunning, total: begun?.sessions, progress, error }
}

/** How far a run is, or what came of it. */
export function RunStatus({ run }: { run: DisconnectRun }) {
  const t = useText()
  const { format } = useCity()
  const { isRunning, progress, total, error } = run
  const reason = useReason(error)
  const counts = { ack: 0, nak: 0, timeout: 0, pending: 0, ...progress?.counts }
  const parts = (['ack', 'nak', 'timeout'] as const).filter((outcome) => counts[outcome] > 0)
  const answers = parts.map((outcome) => t(`run.${outcome}`, { count: counts[outcome] })).join(', ')
  const progressText = () => {
    if (total === undefined) return t('run.starting')
    if (total === 0) return t('run.nobody')
    const done = (progress?.total ?? total) - (progress ? counts.pending : total)
    return t('run.progress', { done: format.count(done), total: format.count(total) })
  }
  return (
    <div className="run" role="status" data-run={isRunning ? 'running' : progress ? 'done' : 'none'}>
      {isRunning ? <p>{progressText()}</p> : null}
      {!isRunning && progress ? <p>{progress.total === 0 ? t('run.nobody') : answers}</p> : null}
      {error ? <p role="alert">{reason}</p> : null}
    </div>
  )
}

/** The button that disconnects everybody at the hotspot: says how many they are and asks once more. */
export function DisconnectEverybody({ hotspotId, live, run }: { hotspotId: number; live: number; run: DisconnectRun }) {
  const t = useText()
  const [isAsking, setAsking] = useState(false)
  const button = useReturnedFocus(!isAsking)
  if (live === 0 || run.isRunning) return null
  if (!isAsking) {
    return (
      <button type="button" className="everybody" ref={button} onClick={() => setAsking(true)}>
        {t('everybody.button')}
      </button>
    )
  }
  return (
    <Ask question={t('everybody.ask', { count: live })} onCancel={() => setAsking(false)}>
      <button
        type="button"
        className="danger"
        onClick={() => {
          setAsking(false)
          run.start({ hotspot: hotspotId })
        }}
      >
        {t('everybody.yes', { count: live })}
      </button>
      <button type="button" onClick={() => setAsking(false)}>
        {t('disconnect.no')}
      </button>
    </Ask>
  )
}
