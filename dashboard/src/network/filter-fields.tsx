import { useEffect, useId, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { InventoryChoices } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { ANY_OF_IT, type FilterName, isFiltered, NONE_OF_IT } from './filters.ts'

type Option = readonly [value: string, words: string]

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

/** How long nothing must be typed before it is searched for. */
const QUIET_MS = 250

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
      <Search said={address.get('search') ?? ''} put={put} />
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

function Choice({
  label,
  options,
  any,
  value,
  choose,
}: {
  label: string
  options: Option[]
  any: string
  value: string
  choose: (value: string) => void
}) {
  const id = useId()
  if (options.length === 0) return null
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => choose(target.value)}>
        <option value="">{any}</option>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Searches once nothing more is typed for a moment. */
function Search({ said, put }: { said: string; put: (name: 'search', value: string) => void }) {
  const t = useText()
  const id = useId()
  const [typed, setTyped] = useState(said)
  const current = useRef(put)
  current.current = put
  const asked = useRef(said)
  useEffect(() => {
    // Somebody else changed the address: the button that clears it, or the way back.
    if (said === asked.current) return
    asked.current = said
    setTyped(said)
  }, [said])
  useEffect(() => {
    const words = typed.trim()
    if (words === asked.current) return
    const timer = setTimeout(() => {
      asked.current = words
      current.current('search', words)
    }, QUIET_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <div className="inventory-search">
      <label htmlFor={id} className="for-screen-readers">
        {t('inventory.search')}
      </label>
      <input
        id={id}
        type="search"
        maxLength={100}
        value={typed}
        placeholder={t('inventory.search')}
        onChange={({ target }) => setTyped(target.value)}
      />
    </div>
  )
}
