import type { HotspotArea } from '../../network/published/hotspots.ts'
import type { AreaOfHotspot, BegunSessions } from '../../sessions/begun/by-day.ts'
import type { CountTable, Margin } from '../suppression/table.ts'
import { daysOf } from './month.ts'

export interface UsePlace {
  kind: 'city' | 'borough' | 'neighbourhood'
  /** Null: hotspots in none. */
  borough: string | null
  neighbourhoodCode: string | null
  neighbourhood: string | null
}

/** Use of a month by place and day, before anything is hidden: of each place the days, then the month. */
export interface UseTable {
  month: string
  days: readonly string[]
  places: readonly UsePlace[]
  counts: CountTable
}

/** Numbers the areas and boroughs of hotspots; one without a neighbourhood is in the rest of its borough. */
export function numbered(hotspots: readonly HotspotArea[]): {
  of: AreaOfHotspot[]
  areas: UsePlace[]
  boroughs: UsePlace[]
} {
  const areas = new Map<string, number>()
  const boroughs = new Map<string, number>()
  const found = { areas: [] as UsePlace[], boroughs: [] as UsePlace[] }
  const numberOf = (known: Map<string, number>, key: string, places: UsePlace[], place: UsePlace): number => {
    const number = known.get(key) ?? places.push(place) - 1
    known.set(key, number)
    return number
  }
  const of = hotspots.map(({ id, borough, neighbourhood, neighbourhoodCode }) => {
    const place = { borough, neighbourhoodCode, neighbourhood }
    const inBorough = { borough, neighbourhoodCode: null, neighbourhood: null }
    return {
      hotspotId: id,
      area: numberOf(areas, JSON.stringify([borough, neighbourhoodCode]), found.areas, {
        kind: 'neighbourhood',
        ...place,
      }),
      borough: numberOf(boroughs, JSON.stringify(borough), found.boroughs, { kind: 'borough', ...inBorough }),
    }
  })
  return { of, ...found }
}

/** Only places that anybody used: in all others there was no use. */
export function tableOfUse(
  month: string,
  { areas, boroughs }: Pick<ReturnType<typeof numbered>, 'areas' | 'boroughs'>,
  rows: readonly BegunSessions[],
): UseTable {
  const days = daysOf(month)
  const times = days.length + 1
  const timeOf = new Map<string | null, number>([...days.entries()].map(([index, day]) => [day, index]))
  timeOf.set(null, days.length)
  const places: UsePlace[] = []
  const first = new Map<string, number>()
  const place = (key: string, its: UsePlace) => first.set(key, (places.push(its) - 1) * times)
  const keyOf = ({ borough, area }: Pick<BegunSessions, 'borough' | 'area'>) => `${borough} ${area}`
  const ofMonth = rows.filter(({ day }) => day === null)
  const used = { areas: ofMonth.filter(({ area }) => area !== null), boroughs: ofMonth.filter(isBorough) }
  for (const row of used.areas) place(keyOf(row), areas[row.area!]!)
  for (const row of used.boroughs) place(keyOf(row), boroughs[row.borough!]!)
  place(keyOf({ borough: null, area: null }), {
    ...{ kind: 'city', borough: null, neighbourhoodCode: null, neighbourhood: null },
  })

  const zeros = () => new Array<number>(places.length * times).fill(0)
  const [people, visits, sessions] = [zeros(), zeros(), zeros()]
  for (const row of rows) {
    const cell = first.get(keyOf(row))! + timeOf.get(row.day)!
    people[cell] = row.people
    visits[cell] = row.visits
    sessions[cell] = row.sessions
  }
  const cells = (row: Pick<BegunSessions, 'borough' | 'area'>) => first.get(keyOf(row))!
  const city = cells({ borough: null, area: null })
  const margins: Margin[] = [
    ...[...first].map(([, start]): Margin => {
      const parts = days.map((_, day) => start + day)
      return { whole: start + days.length, parts, implied: places[start / times]!.kind !== 'neighbourhood' }
    }),
    ...used.boroughs.flatMap((row) => {
      const within = used.areas.filter(({ borough }) => borough === row.borough).map(cells)
      return overPlaces(cells(row), within, times)
    }),
    ...overPlaces(city, used.boroughs.map(cells), times),
  ]
  return { month, days, places, counts: { people, visits, sessions, margins } }
}

const isBorough = ({ borough, area }: BegunSessions) => area === null && borough !== null

const overPlaces = (whole: number, parts: readonly number[], times: number): Margin[] =>
  Array.from({ length: times }, (_, time) => ({ whole: whole + time, parts: parts.map((part) => part + time) }))

/** Of a place at a time, the same whenever it is asked for: by this its rounding is chosen. */
export const nameOfCell = ({ month, days, places }: UseTable, cell: number): string => {
  const { kind, borough, neighbourhoodCode } = places[Math.floor(cell / (days.length + 1))]!
  return JSON.stringify([month, days[cell % (days.length + 1)] ?? null, kind, borough, neighbourhoodCode])
}
