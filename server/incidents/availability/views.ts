import type { Database } from '../../database/connection.ts'
import { type Belongings, belongingsOfHotspots, namesOfSubjects } from '../../network/belongings.ts'
import type { Districts } from '../../network/districts/within.ts'
import { timesWithin } from '../silences/recurrence.ts'
import { matches, type Silence, silencesOf } from '../silences/silences.ts'
import { type Availability, availabilityOf } from './availability.ts'
import { joined, type Span } from './spans.ts'
import { type Counted, sumsOf } from './sums.ts'

type Db = Pick<Database, 'pool' | 'query'>

export const availabilityKinds = ['hotspot', 'site', 'programme', 'neighbourhood', 'month'] as const
export type AvailabilityKind = (typeof availabilityKinds)[number]

export interface AvailabilityWanted {
  by: AvailabilityKind
  /** The city's days; each month among them is a period of its own, by month. */
  periods: ReadonlyArray<{ name: string; span: Span }>
  districts: Districts
  /** Residents within the reach of a hotspot. */
  residentsNear(hotspotId: number): number
  now: Date
  timeZone: string
}

export interface AvailabilityFigures extends Availability {
  id: number | null
  name: string | null
}

/** An outage that is over began, mostly, so long ago at most: silences from then on are taken off how long it lasted. */
const LONGEST_OUTAGE_MS = 92 * 86_400_000

/**
 * How much of the time hotspots worked, by the states that they had. Those in use, from when it is known of each whether it
 * works; time of unknown state, and time to come, is none.
 */
export async function readAvailability(db: Db, wanted: AvailabilityWanted): Promise<AvailabilityFigures[]> {
  const { by, districts, now, residentsNear } = wanted
  const periods = wanted.periods
    .map(({ name, span: [from, until] }) => ({ name, span: [from, Math.min(until, now.getTime())] as const }))
    .filter(({ span: [from, until] }) => from < until)
  if (periods.length === 0) return []
  const all = [...(await belongingsOfHotspots(db)).values()].filter(isOf(districts))
  const whole: Span = [periods[0]!.span[0] - LONGEST_OUTAGE_MS, periods.at(-1)!.span[1]]
  const silences = silenceFinder(await silencesOf(db), whole, wanted.timeZone)
  const keys = numbered(all.map((hotspot) => keyOf(by, hotspot)))
  const hotspots = all.map(
    (hotspot, index): Counted => ({
      ...{ id: hotspot.hotspotId, key: keys.numbers[index]!, residents: residentsNear(hotspot.hotspotId) },
      silences: silences.of(hotspot),
    }),
  )
  const sums = await sumsOf(db, { hotspots, periods: periods.map(({ span }) => span), silences: silences.times, now })
  const rows = sums.map(({ key, period, ...of }) => ({ key: keys.texts[key]!, period, figures: availabilityOf(of) }))
  if (by !== 'month') return named(db, by, rows)
  return rows
    .filter(({ figures }) => figures.share !== null)
    .map(({ period, figures }) => ({ ...figures, id: null, name: periods[period]!.name }))
}

const isOf =
  (districts: Districts) =>
  ({ districtId }: Belongings) =>
    districts === null || (districtId !== null && districts.includes(districtId))

function keyOf(by: AvailabilityKind, hotspot: Belongings): string {
  if (by === 'month') return ''
  if (by === 'programme') return hotspot.programme
  const id = { hotspot: hotspot.hotspotId, site: hotspot.siteId, neighbourhood: hotspot.neighbourhoodId }[by]
  return id === null ? '' : `${id}`
}

/** Texts by the numbers that are given to them, and the number of each of those given. */
function numbered(given: readonly string[]): { texts: string[]; numbers: number[] } {
  const known = new Map<string, number>()
  const numbers = given.map((text) => {
    const number = known.get(text) ?? known.size
    known.set(text, number)
    return number
  })
  return { texts: [...known.keys()], numbers }
}

/** The worst first. */
async function named(
  db: Db,
  by: Exclude<AvailabilityKind, 'month'>,
  rows: ReadonlyArray<{ key: string; figures: Availability }>,
): Promise<AvailabilityFigures[]> {
  const ids = by === 'programme' ? [] : rows.flatMap(({ key }) => (key === '' ? [] : Number(key)))
  const names = by === 'programme' ? undefined : await namesOfSubjects(db, by, ids)
  return rows
    .map(({ key, figures }) => {
      if (!names) return { ...figures, id: null, name: key }
      return { ...figures, id: key === '' ? null : Number(key), name: names.get(Number(key)) ?? null }
    })
    .sort((a, b) => (a.share ?? 2) - (b.share ?? 2) || (a.id ?? 0) - (b.id ?? 0))
}

/** Tells, by number in `times`, when a hotspot was silenced; those with the same silences share the number. */
function silenceFinder(
  silences: ReadonlyArray<Silence & { endedAt: Date | null }>,
  [from, until]: Span,
  zone: string,
): { times: Span[][]; of: (hotspot: Belongings) => number | null } {
  const held = silences
    .map((silence) => ({
      silence,
      spans: timesWithin(silence, new Date(from), new Date(until), zone).map((time): Span => {
        const end = Math.min(time.until.getTime(), silence.endedAt?.getTime() ?? Number.POSITIVE_INFINITY)
        return [time.from.getTime(), end]
      }),
    }))
    .filter(({ spans }) => spans.length > 0)
  const times: Span[][] = []
  const known = new Map<string, number>()
  return {
    times,
    of(hotspot) {
      const mine = held.filter(({ silence }) => matches(silence, hotspot))
      if (mine.length === 0) return null
      const key = mine.map(({ silence }) => silence.id).join()
      const number = known.get(key) ?? times.push(joined(mine.flatMap(({ spans }) => spans))) - 1
      known.set(key, number)
      return number
    },
  }
}
