import type { PopulationKind, PopulationTime } from '../../network/neighbourhoods/populations.ts'
import { folded } from '../../network/spelling.ts'

/** What statistics offices call people, and when they are there; folded. */
const people = new Set(
  'population poblacion pob pobtot pop residents residentes habitantes populacao einwohner'.split(' '),
)
const fillers = new Set(['total', 'tot', 'de', 'of', 'by', 'por', 'en', 'la', 'el', 'time'])
const times = new Map<string, PopulationTime>([
  ...['dia', 'diurna', 'diurno', 'day', 'daytime'].map((word) => [word, 'day'] as const),
  ...['noche', 'nocturna', 'nocturno', 'night', 'nighttime'].map((word) => [word, 'night'] as const),
])

/** Which population a heading names, by year, by day or by night: `POB_2025`, `Población de noche`; undefined for none. */
export function populationNamed(heading: string): PopulationKind | undefined {
  let isPeople = false
  let year: number | null = null
  let time: PopulationTime = 'residents'
  for (const word of folded(heading).split(' ')) {
    const when = times.get(word)
    if (people.has(word)) isPeople = true
    else if (/^(19|20|21)\d\d$/.test(word) && year === null) year = Number(word)
    else if (when && time === 'residents') time = when
    else if (!fillers.has(word)) return undefined
  }
  return isPeople && (year !== null || time !== 'residents') ? { year, time } : undefined
}

/** The columns that name one, each kind once: the first that does. */
export function populationColumns(headers: readonly string[]): Array<PopulationKind & { column: number }> {
  const seen = new Set<string>()
  return headers.flatMap((heading, column) => {
    const kind = populationNamed(heading)
    const key = kind && `${kind.year} ${kind.time}`
    if (!kind || seen.has(key!)) return []
    seen.add(key!)
    return [{ ...kind, column }]
  })
}

/** Who lives there by the latest year, where no column says who lives there now. */
export const latestResidents = (
  columns: ReadonlyArray<PopulationKind & { column: number }>,
): (PopulationKind & { column: number }) | undefined =>
  columns.filter(({ time }) => time === 'residents').sort((a, b) => (b.year ?? 0) - (a.year ?? 0))[0]
