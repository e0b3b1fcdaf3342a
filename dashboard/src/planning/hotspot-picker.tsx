import { useDeferredValue, useState } from 'react'
import { listNearbyHotspots, type SiteProposal } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'

/** The hotspot that was installed for a proposal: the nearest ones, or those that a search finds. */
export function HotspotPicker({ of }: { of: SiteProposal }) {
  const t = useText()
  const { format } = useCity()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const read = useResource(listNearbyHotspots, {
    params: { id: of.id },
    query: search === '' ? {} : { search },
  })
  const others = read.data?.hotspots.filter(({ id }) => id !== of.hotspotId) ?? []
  return (
    <>
      <label>
        {t('planning.hotspot')}
        <select key={of.hotspotId} name="hotspotId" defaultValue={of.hotspotId ?? ''}>
          <option value="">{t('planning.noHotspot')}</option>
          {of.hotspotId === null ? null : <option value={of.hotspotId}>{of.hotspot}</option>}
          {others.map(({ id, name, metres }) => (
            <option key={id} value={id}>
              {t('planning.hotspotAt', { name, metres: format.count(metres) })}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('planning.hotspotSearch')}
        <input type="search" value={typed} maxLength={200} onChange={({ target }) => setTyped(target.value)} />
      </label>
      {read.error ? <Reading of={read} /> : null}
    </>
  )
}
