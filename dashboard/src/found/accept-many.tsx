import { useState } from 'react'
import { acceptManyFound, type FoundAccessPoint } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

/** So many at once, with word of how far it is between. */
const BATCH = 100

interface Props {
  /** Those chosen. */
  of: readonly FoundAccessPoint[]
  onDone: () => void
}

/** Takes all that are chosen for their likeliest hotspots, after a question. */
export function AcceptMany({ of: chosen, onDone }: Props) {
  const t = useText()
  const { change, announce, format } = useCity()
  const [isAsked, setAsked] = useState(false)
  const [done, setDone] = useState<number>()
  const [said, setSaid] = useState('')
  const [error, setError] = useState<unknown>()
  const count = chosen.length
  const number = format.count(count)
  const acceptAll = async () => {
    setAsked(false)
    setError(undefined)
    const found = chosen.flatMap(({ id, likely }) => (likely ? [{ id, hotspot: likely.hotspotId }] : []))
    const sum = { accepted: 0, sessions: 0 }
    try {
      for (let from = 0; from < found.length; from += BATCH) {
        setDone(from)
        const part = await change(acceptManyFound, { body: { found: found.slice(from, from + BATCH) } })
        sum.accepted += part.accepted
        sum.sessions += part.sessions
      }
    } catch (failure) {
      setError(failure)
    }
    setDone(undefined)
    const words =
      sum.accepted === found.length
        ? t('found.accepted', { count: sum.sessions })
        : t('found.notAll', { done: format.count(sum.accepted), number })
    setSaid(words)
    announce(words)
    onDone()
  }
  return (
    <>
      {said === '' ? null : <p>{said}</p>}
      <FormFailure error={error} />
      {done === undefined ? null : <p role="status">{t('found.accepting', { done: format.count(done), number })}</p>}
      {count === 0 || done !== undefined ? null : (
        <div className="many">
          {isAsked ? (
            <Ask question={t('found.acceptSure', { count, number })} onCancel={() => setAsked(false)}>
              <button type="button" className="go" onClick={() => void acceptAll()}>
                {t('found.acceptYes')}
              </button>
              <button type="button" onClick={() => setAsked(false)}>
                {t('network.cancel')}
              </button>
            </Ask>
          ) : (
            <button type="button" className="go" onClick={() => setAsked(true)}>
              {t('found.acceptMany', { count, number })}
            </button>
          )}
        </div>
      )}
    </>
  )
}
