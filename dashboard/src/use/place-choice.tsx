import { useState } from 'react'
import { type NamedPlace, type PlaceKind, placeKind, searchUsePlaces } from '../../../server/api/contract/index.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { useAsked } from './address.ts'

interface Choice {
  suffix: '' | '2'
  named: NamedPlace | null | undefined
}

/**
 * Which place: its kind, and one of those whose names have what is written.
 *
 * @param suffix of the address's `kind` and `place`: empty, or `2` for the place that is compared with
 * @param named the place that the address says, once its name is read
 */
export function PlaceChoice({ suffix, named }: Choice) {
  const t = useText()
  const { address, put } = useAsked()
  const kind = placeKind.options.find((each) => each === address.get(`kind${suffix}`)) ?? 'city'
  return (
    <>
      <div>
        <label htmlFor={`use-kind${suffix}`}>{t(suffix ? 'use.otherKind' : 'use.kind')}</label>
        <select
          id={`use-kind${suffix}`}
          value={kind}
          onChange={({ target }) => put({ [`kind${suffix}`]: target.value, [`place${suffix}`]: undefined })}
        >
          {placeKind.options.map((each) => (
            <option key={each} value={each}>
              {t(`use.kind.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {kind === 'city' ? null : <Which key={kind} kind={kind} suffix={suffix} named={named} />}
    </>
  )
}

function Which({ kind, suffix, named }: Choice & { kind: Exclude<PlaceKind, 'city'> }) {
  const t = useText()
  const { address, put } = useAsked()
  const [search, setSearch] = useState('')
  const { data } = useResource(searchUsePlaces, { query: { kind, search } })
  const chosen = address.get(`place${suffix}`) ?? ''
  const found = data?.places ?? []
  const listed = !named || found.some(({ place }) => place === named.place) ? found : [named, ...found]
  return (
    <>
      <div>
        <label htmlFor={`use-search${suffix}`}>{t('use.search')}</label>
        <input
          id={`use-search${suffix}`}
          type="search"
          value={search}
          maxLength={200}
          onChange={({ target }) => setSearch(target.value)}
        />
      </div>
      <div>
        <label htmlFor={`use-place${suffix}`}>{t('use.which')}</label>
        <select
          id={`use-place${suffix}`}
          value={listed.some(({ place }) => place === chosen) ? chosen : ''}
          onChange={({ target }) => put({ [`place${suffix}`]: target.value || undefined })}
        >
          <option value="">{found.length === 0 && data ? t('use.noneFound') : t('use.choose')}</option>
          {listed.map(({ place, name, detail }) => (
            <option key={place} value={place}>
              {detail ? `${name} (${detail})` : name}
            </option>
          ))}
        </select>
      </div>
    </>
  )
}
