import { addDays } from '../../analytics/calendar.ts'
import { type CountedWeeks, meanResidents, residentsByWeek } from '../../analytics/weeks.ts'
import type { Database } from '../../database/connection.ts'
import { mean } from '../evaluation/differences.ts'
import { type Evaluation, evaluate, LEAST } from '../evaluation/evaluate.ts'
import { expectedWithout } from '../evaluation/expected.ts'
import { comparedWeeks, LEAST_WORKED, type PlaceWeeks, type Series, within } from '../evaluation/places.ts'
import { doubtsAbout, verdictOf } from '../evaluation/verdict.ts'
import { readAtWork, whereWorked } from './at-work.ts'
import type { OpenedSite } from './openings.ts'
import type { Outcome, Weekly } from './outcome.ts'
import { type Place, type Surroundings, surroundingsOf } from './surroundings.ts'
import { seriesOf, type WeeksAround, weeksAround } from './weeks.ts'

type Db = Pick<Database, 'query' | 'pool'>

/** Largest slope of the gap a week that counts as parallel, in logarithms: 5 % a week. Set here, before anything is built. */
const MARGIN = 0.05

export interface SiteFacts {
  sites: readonly OpenedSite[]
  /** Fifth of need by neighbourhood. */
  fifths: ReadonlyMap<number, number>
  counted: CountedWeeks
  /** Residents a week of every site in the last weeks before a day, yyyy-mm-dd. */
  usersBefore(day: string): Promise<ReadonlyMap<number, number>>
}

export interface SiteEvaluation {
  outcome: Outcome
  /** Users a week; undefined where it is refused. */
  draws: Float64Array | undefined
}

/** Weighs a new site against places like it. */
export async function evaluateSite(
  db: Db,
  site: OpenedSite & { openedOn: string },
  { sites, fifths, counted, usersBefore }: SiteFacts,
  now: Date,
): Promise<SiteEvaluation> {
  const weeks = weeksAround(site.openedOn, counted)
  const found = surroundingsOf(site, { sites, weeks, fifths, before: await usersBefore(site.openedOn) })
  const hotspotsOf = new Map(sites.map(({ id, hotspots }) => [id, hotspots]))
  const own = [...found.around, ...found.controls].flatMap(({ id }) => hotspotsOf.get(id)!)
  const sharesOf = await readAtWork(db, [...site.hotspots, ...own], weeks, now)
  // What closed for good beside the site stays.
  const works = ({ id, availability }: Place) =>
    availability === 0 || mean(sharesOf(hotspotsOf.get(id)!)) >= LEAST_WORKED
  const surroundings = { ...found, around: found.around.filter(works), controls: found.controls.filter(works) }
  const { area, around, controls } = surroundings
  const read = await readWeeks(db, [...area.map(({ id }) => id), ...idsOf(around), ...idsOf(controls)], weeks)
  const withUsers = (place: Place): PlaceWeeks => {
    const users = seriesOf(weeks, read(place.id))
    return {
      ...place,
      users: place.availability === 0 ? users : whereWorked(users, sharesOf(hotspotsOf.get(place.id)!)),
    }
  }
  const { opened } = weeks
  const isUsed = (week: string) => (read(site.id)?.get(week) ?? 0) > 0
  const availability = mean(sharesOf(site.hotspots, isUsed).slice(opened))
  const distinct = await areaSeries(db, site, surroundings, weeks, read)
  const users = whereWorked(distinct, sharesOf(site.hotspots), opened)
  const treated: PlaceWeeks = {
    ...{ id: site.id, distance: 0, quintile: surroundings.quintile, level: surroundings.level },
    ...{ users, treatedFrom: opened, availability },
  }
  const [beside, against] = [around.map(withUsers), controls.map(withUsers)]
  const places = [treated, ...beside, ...against]
  const plan = { opened, quintile: surroundings.quintile, level: surroundings.level, margin: MARGIN }
  const evaluation = evaluate(places, plan, { seed: site.id })
  const [ofBeside, ofAgainst] = [beside, against].map((of) => of.map((one) => one.users)) as [Series[], Series[]]
  const compared = comparedWeeks([users], ofAgainst)
  const without = (of: Series[]) =>
    weekly(
      expectedWithout(
        of.map((series) => within(series, compared)),
        ofAgainst.map((series) => within(series, compared)),
        opened,
      ),
    )
  return {
    outcome: {
      ...judged(evaluation, surroundings),
      ...{ weeks: weeks.weeks, opened, area: weekly(users), around: weekly(summed(ofBeside, weeks)) },
      ...{ areaExpected: without([users]), aroundExpected: without(ofBeside) },
      places: { area: area.length, around: around.length, controls: controls.length },
      ...{ availability, plan },
    },
    draws: evaluation.verdict === 'evaluated' ? evaluation.draws : undefined,
  }
}

const idsOf = (places: readonly Place[]): number[] => places.map(({ id }) => id)
const weekly = (series: Series): Weekly => series.map((users) => (users === undefined ? null : users))
const summed = (places: readonly Series[], { weeks }: WeeksAround): Series =>
  weeks.map((_, week) => {
    const users = places.flatMap((series) => series[week] ?? [])
    return users.length === 0 ? undefined : users.reduce((sum, one) => sum + one, 0)
  })

function judged(
  evaluation: ReturnType<typeof evaluate>,
  { hasOthers }: Surroundings,
): Pick<Outcome, 'verdict' | 'lacks' | 'effects'> {
  if (evaluation.verdict !== 'evaluated') return { verdict: 'refused', lacks: [...evaluation.lacks], effects: null }
  return { verdict: verdictOf(evaluation), lacks: [], effects: effectsOf(evaluation, hasOthers) }
}

function effectsOf(evaluation: Evaluation, hasOthers: boolean): Outcome['effects'] {
  const { treated, spillover, net, preTrend, placeboInTime, donors } = evaluation
  const doubts = [...doubtsAbout(evaluation), ...(hasOthers ? (['others'] as const) : [])]
  return { treated, spillover: spillover ?? null, net, preTrend: preTrend ?? null, placeboInTime, donors, doubts }
}

/** Read once for all sites that opened on a day: it is a look at every site of the city. */
export function readerOfUseBefore(db: Db): SiteFacts['usersBefore'] {
  const weeks = LEAST.weeksBefore
  const byDay = new Map<string, Promise<ReadonlyMap<number, number>>>()
  const read = async (day: string) => {
    const means = await meanResidents(db, { kind: 'site', from: addDays(day, -7 * (weeks + 1)), weeks })
    return new Map([...means].map(([place, users]) => [Number(place), users]))
  }
  return (day) => {
    const known = byDay.get(day) ?? read(day)
    byDay.set(day, known)
    return known
  }
}

async function readWeeks(db: Db, ids: number[], { weeks }: WeeksAround) {
  const [from, to] = [weeks[0]!, weeks.at(-1)!]
  const read = await residentsByWeek(db, { kind: 'site', places: ids.map(String), from, to })
  return (id: number) => read.get(String(id))
}

/**
 * Distinct residents within 250 m. Where that was not counted, because sessions of the week were kept no longer when the
 * site was first looked at, it is known only where one place at most was used: residents of places are not added up.
 */
async function areaSeries(
  db: Db,
  { id }: OpenedSite,
  { area }: Surroundings,
  weeks: WeeksAround,
  read: (id: number) => ReadonlyMap<string, number> | undefined,
): Promise<Series> {
  const rows = await db.pool.query<{ week: string; residents: number }>(
    'select week::text, residents from new_site_weeks where site_id = $1',
    [id],
  )
  const counted = new Map(rows.rows.map(({ week, residents }) => [week, residents]))
  return weeks.weeks.map((week) => {
    if (!weeks.isMeasured(week)) return undefined
    const used = area.flatMap((place) => read(place.id)?.get(week) ?? [])
    const distinct = counted.get(week)
    // Where a place alone had more, sessions of that week were gone.
    if (distinct !== undefined && distinct >= Math.max(0, ...used)) return distinct
    return used.length > 1 ? undefined : (used[0] ?? 0)
  })
}
