import type { Given, listInventory } from '../../../server/api/contract/index.ts'

export type InventoryQuery = Given<typeof listInventory, 'query'>

/** What the address of the page may say; each is a field of the filters. */
export const filterNames = [
  ...(['search', 'programme', 'borough', 'district', 'gateway', 'group', 'agent', 'address', 'use'] as const),
]
export type FilterName = (typeof filterNames)[number]

export const NONE_OF_IT = 'none'
export const ANY_OF_IT = 'some'

const idIn = (text: string | null): number | undefined =>
  text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined

/** As the API is asked for it; what the address says wrongly is passed over. */
export function queryOf(address: URLSearchParams): InventoryQuery {
  const text = (name: FilterName) => address.get(name)?.trim() || undefined
  const kinds = ['gateway', 'agent', 'address', 'district'] as const
  const those = (said: string) => kinds.filter((kind) => address.get(kind) === said).join(',') || undefined
  return {
    search: text('search')?.slice(0, 100),
    programme: text('programme'),
    borough: text('borough'),
    district: idIn(address.get('district')),
    gateway: idIn(address.get('gateway')),
    agent: idIn(address.get('agent')),
    group: idIn(address.get('group')),
    without: those(NONE_OF_IT),
    with: those(ANY_OF_IT),
    retired: address.get('use') === 'retired' ? 'true' : undefined,
  }
}

/** Whether anything is filtered. */
export const isFiltered = (address: URLSearchParams): boolean => filterNames.some((name) => address.has(name))
