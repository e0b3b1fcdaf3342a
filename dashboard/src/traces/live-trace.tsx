import { useCallback, useEffect, useId, useReducer, useRef, useState } from 'react'
import { type Answer, endTrace, readTrace, startTrace, TRACE_MINUTES } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { call } from '../data/api.ts'
import { may } from '../data/may.ts'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { saveFile } from '../parts/save-file.ts'
import { asText, Happened } from './happened.tsx'

/** How often it is asked what came. */
const LOOK_MS = 1000
/** What is shown; what came before is left out. */
const MOST_SHOWN = 300

type Whose = { device: string } | { gateway: number }

/** The RADIUS packets of a device or a gateway as they come, once somebody asks for them. */
export function LiveTrace({ of }: { of: Whose }) {
  const t = useText()
  const { me, change } = useCity()
  const [started, setStarted] = useState<Answer<typeof startTrace>>()
  const [error, setError] = useState<unknown>()
  const title = useId()
  if (!may(me, startTrace)) return null
  const start = async () => {
    setError(undefined)
    await change(startTrace, { body: of }).then(setStarted, setError)
  }
  return (
    <section className="part live-trace" aria-labelledby={title}>
      <h2 id={title}>{t('trace.title')}</h2>
      <p className="muted">{t('trace.lead', { minutes: TRACE_MINUTES })}</p>
      {started ? (
        <Seen key={started.id} id={started.id} again={start} />
      ) : (
        <button type="button" onClick={() => void start()}>
          {t('trace.start')}
        </button>
      )}
      <FormFailure error={error} />
    </section>
  )
}

type SeenSoFar = Answer<typeof readTrace>

interface State {
  events: SeenSoFar['events']
  running: boolean
  endsAt: string | undefined
}

const add = ({ events }: State, seen: SeenSoFar): State => ({
  ...{ running: seen.running, endsAt: seen.endsAt },
  events: [...events, ...seen.events].slice(-MOST_SHOWN),
})

/** Follows a trace until it ends; a reading that fails is tried again. */
function useFollowed(id: number): State & { error: unknown; look: () => void } {
  const [state, take] = useReducer(add, { events: [], running: true, endsAt: undefined })
  const [error, setError] = useState<unknown>()
  const after = useRef(0)
  const look = useCallback(
    () =>
      call(readTrace, { params: { id }, query: { after: after.current } }).then((seen) => {
        // One that was asked at the same time has brought these already.
        const events = seen.events.filter((event) => event.id > after.current)
        after.current = events.at(-1)?.id ?? after.current
        setError(undefined)
        take({ ...seen, events })
      }, setError),
    [id],
  )
  useEffect(() => {
    if (!state.running) return
    void look()
    const timer = setInterval(() => void look(), LOOK_MS)
    return () => clearInterval(timer)
  }, [state.running, look])
  return { ...state, error, look }
}

function Seen({ id, again }: { id: number; again: () => Promise<void> }) {
  const t = useText()
  const { change, format } = useCity()
  const { events, running, endsAt, error, look } = useFollowed(id)
  const [held, setHeld] = useState<SeenSoFar['events']>()
  const shown = held ?? events
  const end = () => change(endTrace, { params: { id } }).then(look, look)
  return (
    <>
      <p role="status">
        {running
          ? t('trace.running', { until: endsAt ? format.time(endsAt) : '' })
          : t('trace.over', { count: events.length })}
        {running && events.length === 0 ? ` ${t('trace.nothing')}` : ''}
      </p>
      <p className="buttons">
        {running ? (
          <>
            <button type="button" aria-pressed={held !== undefined} onClick={() => setHeld(held ? undefined : events)}>
              {t(held ? 'trace.goOn' : 'trace.pause')}
            </button>
            <button type="button" onClick={() => void end()}>
              {t('trace.end')}
            </button>
          </>
        ) : (
          <button type="button" onClick={() => void again()}>
            {t('trace.again')}
          </button>
        )}
        {shown.length > 0 ? (
          <button type="button" onClick={() => saveFile(`plaza-trace-${id}.txt`, 'text/plain', asText(shown))}>
            {t('trace.save')}
          </button>
        ) : null}
      </p>
      {running ? <FormFailure error={error} /> : null}
      {shown.length > 0 ? (
        <ol className="trace-events" aria-label={t('trace.title')}>
          {shown.toReversed().map(({ id: number, at, event }) => (
            <Happened key={number} at={at} event={event} />
          ))}
        </ol>
      ) : null}
    </>
  )
}
