import { useSearchParams } from 'react-router'
import type { InventoryChoices } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { Choice, type Option } from '../parts/choice.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { ANY_OF_IT, type FilterName, isFiltered, NONE_OF_IT } from './filters.ts'

/** Sets what the address says; nothing is taken out of it. */
function useFilter() {
  const [address, setAddress] = useSearchParams()
  const put = (name: FilterName, value: string) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before)
        if (value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  return { address, put, clear: () => setAddress({}, { replace: true }) }
}

/** By what the list is narrowed, all of it kept in the page's address. */
export function FilterFields({ choices }: { choices: InventoryChoices | undefined }) {
  const t = useText()
  const { address, put, clear } = useFilter()
  const plain = (values: readonly string[] = []): Option[] => values.map((value) => [value, value])
  const named = (values: ReadonlyArray<{ id: number; name: string }> = []): Option[] =>
    values.map(({ id, name }) => [String(id), name])
  const hasOrNot = (name: 'gateway' | 'agent' | 'address'): Option[] => [
    [NONE_OF_IT, t(`inventory.${name}None`)],
    [ANY_OF_IT, t(`inventory.${name}Some`)],
  ]
  const agent = address.get('agent') ?? ''
  const ofOne: Option[] = /^\d+$/.test(agent) ? [[agent, t('inventory.ofAgent')]] : []
  const districts: Option[] =
    !choices || choices.districts.length === 0
      ? []
      : [[NONE_OF_IT, t('districts.without')], ...named(choices.districts)]
  const fields: Array<[FilterName, label: string, options: Option[], any: string]> = [
    ['programme', t('item.programme'), plain(choices?.programmes), t('inventory.any')],
    ['borough', t('item.borough'), plain(choices?.boroughs), t('inventory.any')],
    ['district', t('districts.one'), districts, t('inventory.any')],
    ['gateway', t('item.gateway'), [...hasOrNot('gateway'), ...named(choices?.gateways)], t('inventory.any')],
    ['group', t('item.group'), named(choices?.groups), t('inventory.any')],
    ['agent', t('item.agent'), [...hasOrNot('agent'), ...ofOne], t('inventory.any')],
    ['address', t('inventory.address'), hasOrNot('address'), t('inventory.any')],
    ['use', t('inventory.use'), [['retired', t('inventory.retired')]], t('inventory.inUse')],
  ]
  return (
    <search className="inventory-filters" aria-label={t('inventory.filters')}>
      <div className="inventory-search">
        <SearchField
          label={t('inventory.search')}
          said={address.get('search') ?? ''}
          put={(words) => put('search', words)}
        />
      </div>
      {fields.map(([name, label, options, any]) => (
        <Choice
          key={name}
          {...{ label, options, any }}
          value={address.get(name) ?? ''}
          choose={(value) => put(name, value)}
        />
      ))}
      {isFiltered(address) ? (
        <button type="button" className="link" onClick={clear}>
          {t('inventory.clear')}
        </button>
      ) : null}
    </search>
  )
}
