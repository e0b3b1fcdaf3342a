import { useDeferredValue, useState } from 'react'
import { Link } from 'react-router'
import { type FoundAccessPoint, listInventory } from '../../../server/api/contract/index.ts'
import { useList } from '../data/resource.ts'
import { onEscape } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { useKept } from '../network/kept.ts'
import { Reading } from '../parts/reading.tsx'

interface Props {
  of: Pick<FoundAccessPoint, 'called'>
  isSending: boolean
  onChoose: (hotspotId: number) => void
  onCancel: () => void
}

/** How many are shown: more words find fewer. */
const SHOWN = 8

/** Which hotspot an access point is, by a search. */
export function WhichHotspot({ of: { called }, isSending, onChoose, onCancel }: Props) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const found = useKept(useList(search === '' ? undefined : listInventory, { query: { search, limit: SHOWN } }))
  const label = t('found.search', { called })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leaves it, as every question
    <div className="which-hotspot" onKeyDown={onEscape(onCancel)}>
      <input
        type="search"
        // biome-ignore lint/a11y/noAutofocus: the button that opened it is gone
        autoFocus
        maxLength={100}
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      {search === '' ? null : <Reading of={found} />}
      {search !== '' && found.data?.total === 0 ? <p className="muted">{t('inventory.emptyFound')}</p> : null}
      <ul>
        {search === ''
          ? null
          : found.data?.items.map(({ id, name, programme, code, gateway }) => (
              <li key={id}>
                <span>
                  {name} <small className="muted">{[programme, code, gateway].filter(Boolean).join(' · ')}</small>
                </span>
                <button
                  type="button"
                  disabled={isSending}
                  aria-label={t('found.isThisOf', { hotspot: name })}
                  onClick={() => onChoose(id)}
                >
                  {t('found.isThis')}
                </button>
              </li>
            ))}
      </ul>
      <p className="buttons">
        <button type="button" onClick={onCancel}>
          {t('network.cancel')}
        </button>
        <Link to="/network/hotspots/new">{t('found.addNew')}</Link>
      </p>
    </div>
  )
}
