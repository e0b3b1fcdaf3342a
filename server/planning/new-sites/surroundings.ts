import { metresBetween } from '../../health/doubts/places.ts'
import { bandsOf, type PlaceWeeks, SPILLOVER } from '../evaluation/places.ts'
import type { OpenedSite } from './openings.ts'
import type { WeeksAround } from './weeks.ts'

/** Places compared with are so many at most, the nearest. */
const MOST_CONTROLS = 200
/** Places are alike in use where one has no more than so many times the users of the other. */
const ALIKE = 2
const METRES_A_DEGREE = 111_195

export interface Surroundings {
  /** Sites within 250 m, the site itself among them. */
  area: OpenedSite[]
  /** Between 250 m and 1 km, without anything new of their own; those too that closed in these weeks. */
  around: Place[]
  /** Beyond, alike in need and use, without anything new within 1 km of them. */
  controls: Place[]
  /** Another site within 1 km opened or closed in these weeks. */
  hasOthers: boolean
  quintile: number
  level: number
}

/** What is known of a place before its weeks are read. */
export type Place = Omit<PlaceWeeks, 'users'>

interface Facts {
  sites: readonly OpenedSite[]
  weeks: WeeksAround
  /** Fifth of need by neighbourhood. */
  fifths: ReadonlyMap<number, number>
  /** Residents a week before the opening, by site. */
  before: ReadonlyMap<number, number>
}

/** Which places a new site is weighed against. */
export function surroundingsOf(site: OpenedSite, { sites: all, weeks, fifths, before }: Facts): Surroundings {
  const sites = all.filter(({ closedOn }) => closedOn === null || closedOn >= weeks.weeks[0]!)
  const length = weeks.weeks.length
  const near = sites.filter((other) => isWithin(site, other, SPILLOVER))
  const used = near.flatMap(({ id }) => before.get(id) ?? [])
  const usual = used.reduce((sum, users) => sum + users, 0) / Math.max(1, used.length)
  const quintileOf = ({ neighbourhoodId }: OpenedSite) => fifths.get(neighbourhoodId ?? -1) ?? 0
  const own = { quintile: quintileOf(site), level: levelOf(usual, usual) }
  const newOnes = sites.flatMap((one) => {
    const from = treatedFrom(one, weeks)
    return one.id === site.id || from === undefined ? [] : [{ site: one, from }]
  })
  const places = sites.map((one): PlaceWeeks => {
    const touching = newOnes.filter(({ site: other }) => isWithin(one, other, SPILLOVER)).map(({ from }) => from)
    return {
      ...{ id: one.id, distance: metresBetween(site, one), quintile: quintileOf(one) },
      availability: one.closedOn === null ? 1 : 0,
      level: levelOf(before.get(one.id) ?? 0, usual),
      ...{ treatedFrom: Math.min(Number.POSITIVE_INFINITY, ...touching), users: new Array(length) },
    }
  })
  const bands = bandsOf(places, own)
  const ids = new Set(bands.treated.map(({ id }) => id))
  return {
    ...own,
    hasOthers: near.some(({ id, closedOn }) => closedOn !== null || newOnes.some((other) => other.site.id === id)),
    ...{ area: near.filter(({ id }) => ids.has(id)), around: [...bands.spillover] },
    // Of a place that nobody used, nothing can be learnt of how use goes.
    controls: bands.controls
      .filter(({ id }) => (before.get(id) ?? 0) > 0)
      .toSorted((a, b) => a.distance - b.distance || a.id - b.id)
      .slice(0, MOST_CONTROLS),
  }
}

/** In which of the weeks something new opened; undefined: in none of them. */
function treatedFrom({ openedOn }: OpenedSite, { weeks }: WeeksAround): number | undefined {
  if (openedOn === null || openedOn < weeks[0]!) return undefined
  const at = weeks.findLastIndex((week) => week <= openedOn)
  return at === weeks.length - 1 && openedOn > lastDay(weeks[at]!) ? undefined : at
}

const lastDay = (week: string): string => new Date(Date.parse(week) + 6 * 86_400_000).toISOString().slice(0, 10)

const isWithin = (a: OpenedSite, b: OpenedSite, metres: number): boolean =>
  Math.abs(a.latitude - b.latitude) * METRES_A_DEGREE <= metres && metresBetween(a, b) <= metres

/** 1: alike in use; 0 less, 2 more. Where nobody was before, no place is more like it than another. */
function levelOf(users: number, usual: number): number {
  if (usual === 0) return 1
  if (users * ALIKE < usual) return 0
  return users > usual * ALIKE ? 2 : 1
}
