import { useState } from 'react'
import { acceptDiscovered, type DiscoveredAgent } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

/** So many at once, with word of how far it is between. */
const BATCH = 100

interface Props {
  of: readonly DiscoveredAgent[]
  onDone: () => void
}

/** Takes all that are chosen for their hotspots, after a question. */
export function AcceptChosen({ of: chosen, onDone }: Props) {
  const t = useText()
  const { change, announce, format } = useCity()
  const [isAsked, setAsked] = useState(false)
  const [done, setDone] = useState<number>()
  const [said, setSaid] = useState<string[]>([])
  const [error, setError] = useState<unknown>()
  const count = chosen.length
  const number = format.count(count)
  const acceptAll = async () => {
    setAsked(false)
    setError(undefined)
    const found = chosen.flatMap(({ id, match }) => (match ? [{ id, hotspot: match.hotspotId }] : []))
    let accepted = 0
    const refused: string[] = []
    try {
      for (let from = 0; from < found.length; from += BATCH) {
        setDone(from)
        const part = await change(acceptDiscovered, { body: { found: found.slice(from, from + BATCH) } })
        accepted += part.accepted
        refused.push(...part.refused.map(({ why }) => why))
      }
    } catch (failure) {
      setError(failure)
    }
    setDone(undefined)
    const words = [t('discovery.accepted', { count: accepted, number: format.count(accepted) })]
    const [why] = refused
    if (why !== undefined)
      words.push(t('discovery.refused', { count: refused.length, number: format.count(refused.length), why }))
    setSaid(words)
    announce(words.join(' '))
    onDone()
  }
  return (
    <>
      {said.map((words) => (
        <p key={words}>{words}</p>
      ))}
      <FormFailure error={error} />
      {done === undefined ? null : (
        <p role="status">{t('discovery.accepting', { done: format.count(done), number })}</p>
      )}
      {count === 0 || done !== undefined ? null : (
        <div className="many">
          {isAsked ? (
            <Ask question={t('discovery.acceptSure', { count, number })} onCancel={() => setAsked(false)}>
              <button type="button" className="go" onClick={() => void acceptAll()}>
                {t('discovery.acceptYes')}
              </button>
              <button type="button" onClick={() => setAsked(false)}>
                {t('network.cancel')}
              </button>
            </Ask>
          ) : (
            <button type="button" className="go" onClick={() => setAsked(true)}>
              {t('discovery.acceptMany', { count, number })}
            </button>
          )}
        </div>
      )}
    </>
  )
}
