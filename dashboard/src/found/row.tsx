import { useState } from 'react'
import { acceptFound, type FoundAccessPoint } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import type { Selection } from '../network/selection.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { WhichHotspot } from './which-hotspot.tsx'

interface Props {
  of: FoundAccessPoint
  selection: Selection
  onAccepted: () => void
}

/** One access point that was heard, and the hotspot that it most likely is. */
export function FoundRow({ of: found, selection, onAccepted }: Props) {
  const t = useText()
  const { change, announce, format } = useCity()
  const [isOther, setOther] = useState(false)
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const otherButton = useReturnedFocus(!isOther)
  const { id, called, gateway, controller, sessions, likely } = found
  const told = [found.name, found.model, found.serial].filter((one) => one !== null && one !== called)
  const accept = async (hotspot: number) => {
    setSending(true)
    setError(undefined)
    await change(acceptFound, { params: { id }, body: { hotspot } }).then((done) => {
      announce(t('found.accepted', { count: done.sessions }))
      onAccepted()
    }, setError)
    setSending(false)
  }
  return (
    <tr data-found={id} className={selection.has(id) ? 'chosen' : ''}>
      <td className="box">
        <input
          type="checkbox"
          aria-label={t('found.choose', { called })}
          disabled={likely === null}
          checked={selection.has(id)}
          onChange={() => selection.toggle(id)}
        />
      </td>
      <th scope="row">
        {called} {told.length > 0 ? <small className="muted">{told.join(' · ')}</small> : null}
      </th>
      <td data-label={t('found.source')}>{gateway ?? t('found.controller', { controller: controller ?? '' })}</td>
      <td data-label={t('found.sessions')} className="number">
        {format.count(sessions)}
      </td>
      <td data-label={t('found.heard')}>
        <span>
          {t('found.heardFromTo', { first: format.moment(found.firstAt), last: format.moment(found.lastAt) })}
        </span>
      </td>
      <td className="likely">
        {likely ? (
          <p>
            <strong>{likely.hotspot}</strong> <small className="muted">{t(`found.because.${likely.because}`)}</small>
          </p>
        ) : (
          <p className="muted">{t('found.unsure')}</p>
        )}
        {isOther ? (
          <WhichHotspot
            of={found}
            isSending={isSending}
            onChoose={(hotspot) => void accept(hotspot)}
            onCancel={() => setOther(false)}
          />
        ) : (
          <p className="buttons">
            {likely ? (
              <button
                type="button"
                className="go"
                disabled={isSending}
                aria-label={t('found.acceptOf', { called, hotspot: likely.hotspot })}
                onClick={() => void accept(likely.hotspotId)}
              >
                {t('found.accept')}
              </button>
            ) : null}
            <button
              type="button"
              ref={otherButton}
              aria-label={t('found.otherOf', { called })}
              onClick={() => setOther(true)}
            >
              {t('found.other')}
            </button>
          </p>
        )}
        <FormFailure error={error} />
      </td>
    </tr>
  )
}
