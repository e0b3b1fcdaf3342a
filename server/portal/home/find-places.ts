import type Flatbush from 'flatbush'
import { around } from 'geoflatbush'
import type { Emergency } from '../../access/emergencies/emergencies.ts'
import type { HealthState } from '../../health/tables.ts'
import type { Opening } from '../../network/groups/opening-hours.ts'
import type { PublicPlace } from '../../network/hotspots/nearby.ts'
import { folded as foldedText } from '../../network/spelling.ts'

export interface Point {
  latitude: number
  longitude: number
}

export interface NearbyPlace extends PublicPlace {
  /** The best of its hotspots'. */
  state: 'up' | 'degraded'
  /** How many of its hotspots work and are open. */
  working: number
  /** From the point that was asked for, in metres. */
  metres: number | undefined
  /** Opening hours as `formatHours` writes them; undefined: it is always open. */
  hours: string | undefined
  /** In which everybody gets online there; undefined: none. */
  emergency: Emergency | undefined
}

/** A place whose hotspots that work, or may, are closed now. */
export interface ClosedPlace extends PublicPlace {
  /** Undefined: nobody knows. */
  opensAt: Date | undefined
  hours: string | undefined
}

/** A place none of whose hotspots is known to work, but one that is open may: nobody has looked. */
export interface UncheckedPlace extends PublicPlace {
  /** From the point that was asked for, in metres. */
  metres: number | undefined
  /** Opening hours as `formatHours` writes them; undefined: it is always open. */
  hours: string | undefined
}

export interface Search {
  /** Where from; absent: by name, and without any other wish from the middle of the city. */
  from?: Point | undefined
  borough?: string | undefined
  /** Words, or parts of them, of a name, settlement or neighbourhood, in any order and case, with or without accents. */
  text?: string | undefined
}

/** The places by name, with what they are found by. */
export interface City {
  places: PublicPlace[]
  /** Name, settlement and neighbourhood of each, as `spelling.ts` folds them. */
  folded: string[]
  index: Flatbush | undefined
  middle: Point
}

type Hotspot = PublicPlace['hotspots'][number]

/** How the hotspots are now. */
export interface CityNow {
  stateOf(hotspot: Hotspot): HealthState
  openingOf(hotspot: Hotspot): Opening
  hoursOf(hotspot: Hotspot): string | undefined
  emergencyAt(hotspot: Hotspot): Emergency | undefined
}

export interface Found {
  /** The part that was asked for of the places that match with a working hotspot that is open. */
  found: NearbyPlace[]
  /** The number of the first of them, from 1. */
  first: number
  /** How many match. */
  total: number
  /** Whether any works at all. */
  anywhere: boolean
  /** Some that match and may work, where something was asked for or none is known to work. */
  unchecked: UncheckedPlace[]
  /** Some that match and would work, or may, but are closed now. */
  closed: ClosedPlace[]
  /** Some that match, where something was asked for, and do not work. */
  down: PublicPlace[]
}

const UNCHECKED_SHOWN = 10
const CLOSED_SHOWN = 5
const DOWN_SHOWN = 5
/** Whoever stands at a place that does not work is told so; of those further away only who asks by name. */
const DOWN_KM = 2
const KM_A_DEGREE = 111.32

type Kind = 'works' | 'unchecked' | 'closed' | 'down'

/** @param skip beyond the last place it counts as the beginning of the last `limit` */
export function findPlaces(
  city: City,
  now: CityNow,
  search: Search,
  { limit, skip }: { limit: number; skip: number },
): Found {
  const { places } = city
  const { from } = search
  const isNamed = search.borough !== undefined || search.text !== undefined
  const isUp = (hotspot: Hotspot) => now.stateOf(hotspot) === 'up' || now.stateOf(hotspot) === 'degraded'
  const mayWork = (hotspot: Hotspot) => now.stateOf(hotspot) !== 'down'
  const isOpen = (hotspot: Hotspot) => now.openingOf(hotspot).open
  const works = (hotspot: Hotspot) => isUp(hotspot) && isOpen(hotspot)
  const isUnchecked = (hotspot: Hotspot) => mayWork(hotspot) && isOpen(hotspot)
  const kinds = matching(city, search).map((fits, position) => {
    if (!fits) return undefined
    const { hotspots } = places[position]!
    if (hotspots.some(works)) return 'works'
    return hotspots.some(isUnchecked) ? 'unchecked' : hotspots.some(mayWork) ? 'closed' : 'down'
  })
  const centre = from ?? (isNamed ? undefined : city.middle)
  const some = (kind: Kind, most: number, km?: number): PublicPlace[] => {
    if (!kinds.includes(kind)) return []
    const isIt = (position: number) => kinds[position] === kind
    const positions =
      centre && city.index
        ? around(city.index, centre.longitude, centre.latitude, most, km, isIt)
        : [...kinds.keys()].filter(isIt).slice(0, most)
    return positions.map((position) => places[position]!)
  }
  const total = kinds.filter((kind) => kind === 'works').length
  const before = Math.min(skip, Math.floor(Math.max(0, total - 1) / limit) * limit)
  return {
    found: some('works', before + limit)
      .slice(before)
      .map((place) => workingPlace(place, place.hotspots.filter(works), now, from)),
    first: before + 1,
    total,
    anywhere: total > 0 || places.some(({ hotspots }) => hotspots.some(works)),
    unchecked:
      from || isNamed || total === 0
        ? some('unchecked', UNCHECKED_SHOWN).map((place) =>
            uncheckedPlace(place, place.hotspots.filter(isUnchecked), now, from),
          )
        : [],
    closed: some('closed', CLOSED_SHOWN).map((place) => closedPlace(place, place.hotspots.filter(mayWork), now)),
    down: from || isNamed ? some('down', DOWN_SHOWN, isNamed ? undefined : DOWN_KM) : [],
  }
}

function matching({ places, folded }: City, { borough, text }: Search): boolean[] {
  const words = foldedText(text ?? '').split(' ')
  const hasAll = (all: string) => words.every((word) => all.includes(word))
  return places.map(
    (place, position) => (borough === undefined || place.borough === borough) && hasAll(folded[position]!),
  )
}

const workingPlace = (place: PublicPlace, open: Hotspot[], now: CityNow, from: Point | undefined): NearbyPlace => ({
  ...place,
  state: open.some((hotspot) => now.stateOf(hotspot) === 'up') ? 'up' : 'degraded',
  working: open.length,
  metres: from && distance(from, place),
  hours: hoursOf(open, now),
  emergency: open.map(now.emergencyAt).find((emergency) => emergency !== undefined),
})

const closedPlace = (place: PublicPlace, closed: Hotspot[], now: CityNow): ClosedPlace => ({
  ...place,
  opensAt: earliest(closed.map((hotspot) => now.openingOf(hotspot).until)),
  hours: hoursOf(closed, now),
})

const uncheckedPlace = (
  place: PublicPlace,
  open: Hotspot[],
  now: CityNow,
  from: Point | undefined,
): UncheckedPlace => ({ ...place, metres: from && distance(from, place), hours: hoursOf(open, now) })

/** The hours of a place, or of its hotspots one after the other; undefined: one of them never closes. */
function hoursOf(hotspots: Hotspot[], now: CityNow): string | undefined {
  const all = hotspots.map(now.hoursOf)
  return all.includes(undefined) ? undefined : [...new Set(all)].join(' / ')
}

const earliest = (dates: Array<Date | undefined>): Date | undefined =>
  dates.filter((date) => date !== undefined).sort((a, b) => a.getTime() - b.getTime())[0]

/** Metres, as the crow flies: on a plane, exact enough within a city. */
function distance(a: Point, b: Point): number {
  const y = (b.latitude - a.latitude) * KM_A_DEGREE
  const x = (b.longitude - a.longitude) * KM_A_DEGREE * Math.cos((a.latitude * Math.PI) / 180)
  return Math.round(Math.hypot(x, y) * 1000)
}
