import { coveragePlace, type PopulationChoice, populationTime } from '../../../server/api/contract/index.ts'
import { useAddress } from '../parts/address.ts'
import { ringIn } from '../parts/ring.tsx'

type Name = 'ring' | 'people' | 'kind' | 'place' | 'days'

/** How far back the days are shown. */
export const spans = [31, 92, 366, 3660] as const

/** A population as the address names it: `2025-day`, `night`; and back. */
export const nameOfPopulation = ({ year, time }: PopulationChoice): string => (year === null ? time : `${year}-${time}`)

export function populationIn(text: string | null): PopulationChoice | undefined {
  const [, year, named] = /^(?:(\d{4})-)?([a-z]+)$/.exec(text ?? '') ?? []
  const time = populationTime.safeParse(named).data
  return time && { year: year === undefined ? null : Number(year), time }
}

/** What the address says, and how to have it say something else; undefined leaves a name out. */
export function useCoverageAddress() {
  const { address, put: putAny } = useAddress()
  const put: (said: Partial<Record<Name, string | undefined>>) => void = putAny
  const kind = coveragePlace.safeParse(address.get('kind')).data ?? 'city'
  const days = Number(address.get('days'))
  return {
    ring: ringIn(address.get('ring')),
    population: populationIn(address.get('people')),
    ...{ kind, place: kind === 'city' ? '' : (address.get('place') ?? '') },
    days: spans.find((span) => span === days) ?? 92,
    put,
  }
}
