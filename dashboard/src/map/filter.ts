import { type Given, healthState, type listHotspots } from '../../../server/api/contract/index.ts'

/** By what the map and its list are narrowed: as the address of the page has it, and the inventory's calls it too. */
export const filterNames = ['search', 'state', 'programme', 'borough', 'district', 'group'] as const
export type FilterName = (typeof filterNames)[number]
export type MapFilter = Pick<Given<typeof listHotspots, 'query'>, FilterName>

const LONGEST_SEARCH = 100

export const idIn = (text: string | null): number | undefined =>
  text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined

/** As the API is asked for it; what the address says wrongly is passed over. */
export function filterIn(address: URLSearchParams): MapFilter {
  const text = (name: FilterName) => address.get(name)?.trim() || undefined
  return {
    search: text('search')?.slice(0, LONGEST_SEARCH),
    state: healthState.safeParse(address.get('state')).data,
    programme: text('programme'),
    borough: text('borough'),
    district: idIn(address.get('district')),
    group: idIn(address.get('group')),
  }
}

/** Whether anything is narrowed at all. */
export const isNarrowed = (filter: MapFilter): boolean => filterNames.some((name) => filter[name] !== undefined)

/** What must be asked of the server: the states the map knows by itself. Undefined: nothing. */
export function askedOf({ state: _, ...rest }: MapFilter): Omit<MapFilter, 'state'> | undefined {
  return isNarrowed(rest) ? rest : undefined
}

/** Of an address, what the map is narrowed by too. */
export function mapSearch(address: URLSearchParams): string {
  const kept = new URLSearchParams()
  for (const name of filterNames) if (address.has(name)) kept.set(name, address.get(name)!)
  return kept.toString()
}

/** An address that says all but the filter. */
export function withoutFilter(address: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(address)
  for (const name of filterNames) next.delete(name)
  return next
}
