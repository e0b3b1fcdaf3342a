import { type Given, incidentCause, incidentKind, type listIncidents } from '../../../server/api/contract/index.ts'

export type IncidentsQuery = Given<typeof listIncidents, 'query'>

/** What the address of the page may say; each is a field of the filters. */
export const filterNames = ['past', 'search', 'kind', 'cause', 'state', 'assigned', 'from', 'until'] as const
export type FilterName = (typeof filterNames)[number]

export const states = ['unattended', 'acknowledged', 'silenced'] as const

/** As the API is asked for it; what the address says wrongly is passed over. @param instant of a day of the city's */
export function queryOf(address: URLSearchParams, instant: (day: string, plusDays: number) => string | undefined) {
  const text = (name: FilterName) => address.get(name)?.trim() || undefined
  const day = (name: FilterName, plus: number) => {
    const given = text(name)
    return given === undefined ? undefined : instant(given, plus)
  }
  const state = states.find((each) => each === address.get('state'))
  return {
    open: text('past') === '1' ? 'false' : 'true',
    search: text('search')?.slice(0, 200),
    kind: incidentKind.safeParse(address.get('kind')).data,
    cause: incidentCause.safeParse(address.get('cause')).data,
    acknowledged: state === 'acknowledged' ? 'true' : state === 'unattended' ? 'false' : undefined,
    silenced: state === 'silenced' ? 'true' : state === 'unattended' ? 'false' : undefined,
    assigned: text('assigned') === 'me' ? 'me' : undefined,
    from: day('from', 0),
    until: day('until', 1),
  } satisfies IncidentsQuery
}
