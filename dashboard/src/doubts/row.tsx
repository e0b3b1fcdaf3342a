import { useState } from 'react'
import { Link } from 'react-router'
import { type Doubt, type DoubtWay, settleDoubt } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { Ask, useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

interface Props {
  of: Doubt
  onSettled: () => void
}

/** One doubt about a hotspot: what speaks for it, and a button for each way to settle it. */
export function DoubtRow({ of: doubt, onSettled }: Props) {
  const words = useDoubtWords(doubt)
  const { hotspot, other } = doubt
  return (
    <tr data-doubt={doubt.id}>
      <th scope="row">
        <Link to={`/network/hotspots/${hotspot.id}`}>{hotspot.name}</Link>
        <small className="muted">{`${hotspot.programme} · ${hotspot.code}`}</small>
      </th>
      <td>
        <span>
          {words}
          {other ? (
            <>
              {' '}
              <Link to={`/network/hotspots/${other.id}`}>{other.name}</Link>
              <small className="muted">{`${other.programme} · ${other.code}`}</small>
            </>
          ) : null}
        </span>
      </td>
      <td className="likely">
        <Ways of={doubt} onSettled={onSettled} />
      </td>
    </tr>
  )
}

function useDoubtWords({ kind, ours, theirs, distance, sessions, other }: Doubt): string {
  const t = useText()
  const { format } = useCity()
  const metres = distance === null ? '' : format.count(distance)
  const values = { ours: ours ?? '', theirs: theirs ?? '', metres }
  if (kind === 'gateway')
    return t('doubts.is.gateway', { ...values, count: sessions ?? 0, number: format.count(sessions ?? 0) })
  return t(kind === 'device' && other ? 'doubts.is.deviceOf' : `doubts.is.${kind}`, values)
}

/** A change is asked about once more; that it is right is not. */
function Ways({ of: doubt, onSettled }: Props) {
  const t = useText()
  const { change, announce, format } = useCity()
  const [asked, setAsked] = useState<DoubtWay>()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const button = useReturnedFocus(asked === undefined)
  const { id, hotspot, other, theirs, ways } = doubt
  const names = { hotspot: hotspot.name, other: other?.name ?? '', theirs: theirs ?? '' }
  const settle = async (way: DoubtWay) => {
    setAsked(undefined)
    setSending(true)
    setError(undefined)
    await change(settleDoubt, { body: { doubt: id, way } }).then(({ sessions }) => {
      announce(
        sessions > 0
          ? t('doubts.settledWith', { count: sessions, number: format.count(sessions) })
          : t(way === 'right' ? 'doubts.kept' : 'doubts.settled'),
      )
      onSettled()
    }, setError)
    setSending(false)
  }
  if (asked !== undefined)
    return (
      <Ask question={t(`doubts.ask.${asked}`, names)} onCancel={() => setAsked(undefined)}>
        <button type="button" className="go" onClick={() => void settle(asked)}>
          {t('doubts.yes')}
        </button>
        <button type="button" onClick={() => setAsked(undefined)}>
          {t('network.cancel')}
        </button>
      </Ask>
    )
  return (
    <>
      <p className="buttons">
        {ways.map((way, index) => (
          <button
            key={way}
            type="button"
            ref={index === 0 ? button : undefined}
            disabled={isSending}
            aria-label={t('doubts.wayOf', { way: t(`doubts.way.${way}`, names), hotspot: hotspot.name })}
            onClick={() => (way === 'right' ? void settle(way) : setAsked(way))}
          >
            {t(`doubts.way.${way}`, names)}
          </button>
        ))}
      </p>
      <FormFailure error={error} />
    </>
  )
}
