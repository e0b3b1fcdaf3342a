import type { Database } from '../../database/connection.ts'
import { healthKnownSince, hotspotsOfKnownState, outages } from '../../health/fragments.ts'
import { type Belongings, belongingsOfHotspots, namesOfSubjects } from '../../network/belongings.ts'
import type { Districts } from '../../network/districts/within.ts'
import { timesWithin } from '../silences/recurrence.ts'
import { matches, type Silence, silencesOf } from '../silences/silences.ts'
import { type Availability, availability, type Watched } from './availability.ts'
import { joined, type Span } from './spans.ts'

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

export interface AvailabilityFigures extends Omit<Availability, 'key'> {
  id: number | null
  name: string | null
}

/**
 * How much of the time hotspots worked, from when their alerts opened and closed. Those in use of which it is known whether
 * they work; time before Plaza knew of any, and time to come, is none.
 */
export async function readAvailability(db: Db, wanted: AvailabilityWanted): Promise<AvailabilityFigures[]> {
  const { by, periods, districts, now } = wanted
  const whole: Span = [
    Math.max(periods[0]!.span[0], await knownSince(db, now)),
    Math.min(periods.at(-1)!.span[1], now.getTime()),
  ]
  if (whole[1] <= whole[0]) return []
  const [all, known, outages, silences] = [
    await belongingsOfHotspots(db),
    await knownHotspots(db),
    await outagesWithin(db, whole, now),
    await silencesOf(db),
  ]
  const hotspots = known.flatMap((id) => all.get(id) ?? []).filter(isOf(districts))
  const silencesAt = silenceFinder(silences, whole, wanted.timeZone)
  const watched = hotspots.map(
    (hotspot): Watched => ({
      id: hotspot.hotspotId,
      key: by === 'month' ? '' : keyOf(by, hotspot),
      residents: wanted.residentsNear(hotspot.hotspotId),
      silences: silencesAt(hotspot),
      outages: outages.get(hotspot.hotspotId) ?? [],
    }),
  )
  if (by === 'month')
    return periods.flatMap(({ name, span }) =>
      availability(watched, clipped(span, whole))
        .filter(({ share }) => share !== null)
        .map(({ key: _, ...figures }) => ({ ...figures, id: null, name })),
    )
  return named(db, by, availability(watched, whole))
}

const isOf =
  (districts: Districts) =>
  ({ districtId }: Belongings) =>
    districts === null || (districtId !== null && districts.includes(districtId))

const clipped = ([from, until]: Span, whole: Span): Span => [Math.max(from, whole[0]), Math.min(until, whole[1])]

function keyOf(by: Exclude<AvailabilityKind, 'month'>, hotspot: Belongings): string {
  if (by === 'programme') return hotspot.programme
  const id = { hotspot: hotspot.hotspotId, site: hotspot.siteId, neighbourhood: hotspot.neighbourhoodId }[by]
  return id === null ? '' : `${id}`
}

/** The worst first. */
async function named(
  db: Db,
  by: Exclude<AvailabilityKind, 'month'>,
  rows: readonly Availability[],
): Promise<AvailabilityFigures[]> {
  const ids = by === 'programme' ? [] : rows.flatMap(({ key }) => (key === '' ? [] : Number(key)))
  const names = by === 'programme' ? undefined : await namesOfSubjects(db, by, ids)
  return rows
    .map(({ key, ...figures }) => {
      if (!names) return { ...figures, id: null, name: key }
      return { ...figures, id: key === '' ? null : Number(key), name: names.get(Number(key)) ?? null }
    })
    .sort((a, b) => (a.share ?? 2) - (b.share ?? 2) || (a.id ?? 0) - (b.id ?? 0))
}

/** When something was known of any hotspot, ms since 1970. */
async function knownSince({ pool }: Db, now: Date): Promise<number> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `select least((select at from ${healthKnownSince} as h), (select min(opened_at) from ${outages} as o)) as at`,
  )
  return rows[0]?.at?.getTime() ?? now.getTime()
}

async function knownHotspots({ pool }: Db): Promise<number[]> {
  const { rows } = await pool.query<[id: number]>({
    text: `select id from ${hotspotsOfKnownState} as h order by id`,
    rowMode: 'array',
  })
  return rows.map(([id]) => id)
}

async function outagesWithin({ pool }: Db, [from, until]: Span, now: Date): Promise<Map<number, Watched['outages']>> {
  const { rows } = await pool.query<[hotspotId: number, openedAt: Date, closedAt: Date | null]>({
    text: `select hotspot_id, opened_at, closed_at from ${outages} as o
      where opened_at < $2 and (closed_at is null or closed_at > $1) order by opened_at`,
    values: [new Date(from), new Date(until)],
    rowMode: 'array',
  })
  const byHotspot = new Map<number, Array<{ span: Span; isOver: boolean }>>()
  for (const [hotspotId, openedAt, closedAt] of rows) {
    const one = { span: [openedAt.getTime(), (closedAt ?? now).getTime()] as const, isOver: closedAt !== null }
    const others = byHotspot.get(hotspotId)
    if (others) others.push(one)
    else byHotspot.set(hotspotId, [one])
  }
  return byHotspot
}

/** Tells when a hotspot was silenced; those with the same silences share the answer. */
function silenceFinder(
  silences: ReadonlyArray<Silence & { endedAt: Date | null }>,
  [from, until]: Span,
  zone: string,
): (hotspot: Belongings) => Span[] {
  const held = silences.map((silence) => ({
    silence,
    spans: timesWithin(silence, new Date(from), new Date(until), zone).map((time): Span => {
      const end = Math.min(time.until.getTime(), silence.endedAt?.getTime() ?? Number.POSITIVE_INFINITY)
      return [time.from.getTime(), end]
    }),
  }))
  const known = new Map<string, Span[]>()
  return (hotspot) => {
    const mine = held.filter(({ silence, spans }) => spans.length > 0 && matches(silence, hotspot))
    const key = mine.map(({ silence }) => silence.id).join()
    const found = known.get(key) ?? joined(mine.flatMap(({ spans }) => spans))
    known.set(key, found)
    return found
  }
}
