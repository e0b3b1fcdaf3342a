import { useState } from 'react'
import { useCity } from '../city.tsx'
import { Ask } from '../hotspots/ask.tsx'
import { type TextKey, useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

/** So many at once, with word of how far it is between. */
const BATCH = 100

interface Props<T> {
  /** Those chosen. */
  of: readonly T[]
  words: Record<'offer' | 'sure' | 'yes' | 'going', TextKey>
  /** Begins to take them: sends a part, and says at the end what came of all. */
  begin: () => { send: (part: T[]) => Promise<void>; told: () => string[] }
  onDone: () => void
}

/** Takes all that are chosen after a question, part by part. */
export function AcceptAsked<T>({ of: chosen, words, begin, onDone }: Props<T>) {
  const t = useText()
  const { announce, format } = useCity()
  const [isAsked, setAsked] = useState(false)
  const [done, setDone] = useState<number>()
  const [said, setSaid] = useState<string[]>([])
  const [error, setError] = useState<unknown>()
  const count = chosen.length
  const number = format.count(count)
  const acceptAll = async () => {
    setAsked(false)
    setError(undefined)
    const { send, told } = begin()
    try {
      for (let from = 0; from < count; from += BATCH) {
        setDone(from)
        await send(chosen.slice(from, from + BATCH))
      }
    } catch (failure) {
      setError(failure)
    }
    setDone(undefined)
    setSaid(told())
    announce(told().join(' '))
    onDone()
  }
  return (
    <>
      {said.map((each) => (
        <p key={each}>{each}</p>
      ))}
      <FormFailure error={error} />
      {done === undefined ? null : <p role="status">{t(words.going, { done: format.count(done), number })}</p>}
      {count === 0 || done !== undefined ? null : (
        <div className="many">
          {isAsked ? (
            <Ask question={t(words.sure, { count, number })} onCancel={() => setAsked(false)}>
              <button type="button" className="go" onClick={() => void acceptAll()}>
                {t(words.yes)}
              </button>
              <button type="button" onClick={() => setAsked(false)}>
                {t('network.cancel')}
              </button>
            </Ask>
          ) : (
            <button type="button" className="go" onClick={() => setAsked(true)}>
              {t(words.offer, { count, number })}
            </button>
          )}
        </div>
      )}
    </>
  )
}
