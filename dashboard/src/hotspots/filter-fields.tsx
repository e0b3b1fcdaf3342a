import { readInventoryChoices } from '../../../server/api/contract/index.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { type FilterName, isNarrowed, type MapFilter } from '../map/filter.ts'
import { statesWorstFirst } from '../map/hotspots/tally.ts'
import { Choice, type Option } from '../parts/choice.tsx'
import { SearchField } from '../parts/search-field.tsx'

interface Props {
  filter: MapFilter
  put: (name: FilterName, value: string) => void
  clear: () => void
}

/** By what the map and its list are narrowed, both at once; all of it is kept in the page's address. */
export function MapFilterFields({ filter, put, clear }: Props) {
  const t = useText()
  const { data: choices } = useResource(readInventoryChoices, {})
  const plain = (values: readonly string[] = []): Option[] => values.map((value) => [value, value])
  const named = (values: ReadonlyArray<{ id: number; name: string }> = []): Option[] =>
    values.map(({ id, name }) => [String(id), name])
  const fields: Array<[Exclude<FilterName, 'search' | 'state'>, label: string, options: Option[]]> = [
    ['programme', t('item.programme'), plain(choices?.programmes)],
    ['borough', t('item.borough'), plain(choices?.boroughs)],
    ['district', t('districts.one'), named(choices?.districts)],
    ['group', t('item.group'), named(choices?.groups)],
  ]
  const further = fields.filter(([name]) => filter[name] !== undefined).length
  return (
    <search className="search">
      <SearchField label={t('list.search')} said={filter.search ?? ''} put={(words) => put('search', words)} />
      <select
        aria-label={t('list.state')}
        value={filter.state ?? ''}
        onChange={({ target }) => put('state', target.value)}
      >
        <option value="">{t('list.allStates')}</option>
        {statesWorstFirst.map((option) => (
          <option key={option} value={option}>
            {t(`states.${option}`)}
          </option>
        ))}
      </select>
      {isNarrowed(filter) ? (
        <button type="button" className="link" onClick={clear}>
          {t('inventory.clear')}
        </button>
      ) : null}
      <details className="further" open={further > 0 || undefined}>
        <summary>{t('list.further')}</summary>
        {fields.map(([name, label, options]) => (
          <Choice
            key={name}
            {...{ label, options }}
            any={t('inventory.any')}
            value={String(filter[name] ?? '')}
            choose={(value) => put(name, value)}
          />
        ))}
      </details>
    </search>
  )
}
