import { useState } from 'react'
import { acceptDiscovered, type DiscoveredAgent } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { WhichHotspot } from '../found/which-hotspot.tsx'
import { useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import type { Selection } from '../network/selection.ts'
import { FormFailure } from '../parts/form-failure.tsx'

interface Props {
  of: DiscoveredAgent
  selection: Selection
  onAccepted: () => void
}

/** One agent, or access point of a controller, and the hotspot that it is. */
export function FoundRow({ of: found, selection, onAccepted }: Props) {
  const t = useText()
  const { id, address, key, name, model, serial, macs, match } = found
  const called = key === '' ? address : key
  return (
    <tr data-discovered={id} className={selection.has(id) ? 'chosen' : ''}>
      <td className="box">
        <input
          type="checkbox"
          aria-label={t('discovery.choose', { address: called })}
          disabled={match === null || match.because === 'agent'}
          checked={selection.has(id)}
          onChange={() => selection.toggle(id)}
        />
      </td>
      <th scope="row">
        {called}
        <small className="muted">{key === '' ? found.credential : t('discovery.through', { address })}</small>
      </th>
      <td data-label={t('discovery.what')}>
        <span>
          {name ?? model ?? found.profile}
          <small className="muted">{useKind(found)}</small>
        </span>
      </td>
      <td data-label={t('discovery.identity')}>
        <span>
          {serial === null ? null : <small>{t('discovery.serial', { serial })}</small>}
          <small>{macs[0] ?? ''}</small>
        </span>
      </td>
      <td className="likely">
        <WhichOne of={found} called={called} onAccepted={onAccepted} />
      </td>
    </tr>
  )
}

/** Model, profile and, of a controller, of how many access points it tells. */
function useKind({ name, model, profile, accessPoints }: DiscoveredAgent): string {
  const t = useText()
  const { format } = useCity()
  const controller =
    accessPoints === null
      ? undefined
      : t('discovery.controller', { count: accessPoints, number: format.count(accessPoints) })
  return [name === null ? undefined : model, profile, controller].filter(Boolean).join(' · ')
}

function WhichOne({ of: found, called, onAccepted }: Pick<Props, 'of' | 'onAccepted'> & { called: string }) {
  const t = useText()
  const { change, announce, format } = useCity()
  const [isOther, setOther] = useState(false)
  const [isSending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const [error, setError] = useState<unknown>()
  const otherButton = useReturnedFocus(!isOther)
  const { id, match } = found
  const accept = async (hotspot: number) => {
    setSending(true)
    setError(undefined)
    setRefusal(undefined)
    await change(acceptDiscovered, { body: { found: [{ id, hotspot }] } }).then(({ accepted, refused }) => {
      if (accepted > 0) announce(t('discovery.accepted', { count: accepted, number: format.count(accepted) }))
      setRefusal(refused[0]?.why)
      onAccepted()
    }, setError)
    setSending(false)
  }
  return (
    <>
      {match ? (
        <p>
          <strong>{match.hotspot}</strong> <small className="muted">{t(`discovery.because.${match.because}`)}</small>
        </p>
      ) : (
        <p className="muted">{t('discovery.unsure')}</p>
      )}
      {isOther ? (
        <WhichHotspot
          of={{ called }}
          isSending={isSending}
          onChoose={(hotspot) => void accept(hotspot)}
          onCancel={() => setOther(false)}
        />
      ) : (
        <p className="buttons">
          {match && match.because !== 'agent' ? (
            <button
              type="button"
              className="go"
              disabled={isSending}
              aria-label={t('discovery.acceptOf', { address: called, hotspot: match.hotspot })}
              onClick={() => void accept(match.hotspotId)}
            >
              {t('discovery.accept')}
            </button>
          ) : null}
          <button
            type="button"
            ref={otherButton}
            aria-label={t('discovery.otherOf', { address: called })}
            onClick={() => setOther(true)}
          >
            {t('discovery.other')}
          </button>
        </p>
      )}
      {refusal === undefined ? null : (
        <p role="alert">{t('discovery.refused', { count: 1, number: format.count(1), why: refusal })}</p>
      )}
      <FormFailure error={error} />
    </>
  )
}
