import Flatbush from 'flatbush'
import { around } from 'geoflatbush'
import type { Geometry, Position } from 'geojson'
import type { CurrentEmergencies } from '../../access/emergencies/emergencies.ts'
import { whileEmergency } from '../../access/emergencies/while-emergency.ts'
import type { Database } from '../../database/connection.ts'
import { healthStates } from '../../health/views.ts'
import { median } from '../../median.ts'
import { loadGroups } from '../../network/groups/groups.ts'
import { createOpenings } from '../../network/groups/openings.ts'
import { neighbourhoodShapes, type PublicPlace, publicPlaces } from '../../network/hotspots/nearby.ts'

/** How long what was read is good for; it is read again only when somebody asks. */
const HOTSPOTS_MS = 60_000
const HEALTH_MS = 5000
const SHAPES_MS = 600_000
const KM_A_DEGREE = 111.32

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
}

/** A place whose working hotspots are closed now. */
export interface ClosedPlace extends PublicPlace {
  /** Undefined: nobody knows. */
  opensAt: Date | undefined
}

export interface Search {
  /** Where from; absent: by name, and without any other wish from the middle of the city. */
  from?: Point | undefined
  borough?: string | undefined
  /** Part of a name, settlement or neighbourhood, in any case and with or without accents. */
  text?: string | undefined
}

export interface Nearby {
  /**
   * The places that match with a working hotspot that is open, at most `limit`; how many match, and whether any works at
   * all; and some that match and would work, but are closed now.
   */
  find(search: Search, limit: number): Promise<Found>
  boroughs(): Promise<string[]>
  /** Outlines that touch the box: rings of longitude and latitude. */
  outlines(box: { west: number; south: number; east: number; north: number }): Promise<Position[][]>
}

interface Found {
  found: NearbyPlace[]
  total: number
  anywhere: boolean
  closed: ClosedPlace[]
}

interface NearbyParts {
  db: Pick<Database, 'query'>
  timeZone: string
  emergencies?: Pick<CurrentEmergencies, 'at'> | undefined
  now?: (() => number) | undefined
}

const CLOSED_SHOWN = 5

/** The city's hotspots in memory for the public page. Nothing is kept open. */
export function createNearby({ db, timeZone, emergencies, now = Date.now }: NearbyParts): Nearby {
  const city = kept(HOTSPOTS_MS, now, async () => indexed(await publicPlaces(db)))
  const openings = kept(HOTSPOTS_MS, now, async () => createOpenings(await loadGroups(db), timeZone))
  const states = kept(HEALTH_MS, now, () => healthStates(db))
  const shapes = kept(SHAPES_MS, now, async () => indexedRings(await neighbourhoodShapes(db)))
  return {
    async find({ from, borough, text }, limit) {
      const [{ places, folded, index, middle }, health, opening] = await Promise.all([city(), states(), openings()])
      const time = now()
      const isUp = ({ id }: Hotspot) => health.get(id) === 'up' || health.get(id) === 'degraded'
      const openingOf = ({ id, groupId }: Hotspot) =>
        whileEmergency(opening(groupId, time), emergencies?.at(id, time)?.endsAt, new Date(time))
      const works = (hotspot: Hotspot) => isUp(hotspot) && openingOf(hotspot).open
      const wanted = text === undefined ? '' : fold(text)
      const fits = (position: number) =>
        (borough === undefined || places[position]!.borough === borough) && folded[position]!.includes(wanted)
      const matches = (position: number) => fits(position) && places[position]!.hotspots.some(works)
      const isClosed = (position: number) =>
        fits(position) && places[position]!.hotspots.some(isUp) && !places[position]!.hotspots.some(works)
      const matching = [...places.keys()].filter(matches)
      const centre = from ?? (borough === undefined && text === undefined ? middle : undefined)
      const some = (most: number, which: (position: number) => boolean) =>
        centre && index
          ? around(index, centre.longitude, centre.latitude, most, undefined, which)
          : [...places.keys()].filter(which).slice(0, most)
      const found = some(limit, matches).map((position): NearbyPlace => {
        const place = places[position]!
        return {
          ...place,
          state: place.hotspots.some((hotspot) => health.get(hotspot.id) === 'up' && works(hotspot))
            ? 'up'
            : 'degraded',
          working: place.hotspots.filter(works).length,
          metres: from && distance(from, place),
        }
      })
      const anywhere = matching.length > 0 || places.some(({ hotspots }) => hotspots.some(works))
      const closed = some(CLOSED_SHOWN, isClosed).map((position): ClosedPlace => {
        const place = places[position]!
        return { ...place, opensAt: earliest(place.hotspots.filter(isUp).map((hotspot) => openingOf(hotspot).until)) }
      })
      return { found, total: matching.length, anywhere, closed }
    },
    boroughs: async () => (await city()).boroughs,
    async outlines({ west, south, east, north }) {
      const { rings, index } = await shapes()
      return index ? index.search(west, south, east, north).map((position) => rings[position]!) : []
    },
  }
}

type Hotspot = PublicPlace['hotspots'][number]

const earliest = (dates: Array<Date | undefined>): Date | undefined =>
  dates.filter((date) => date !== undefined).sort((a, b) => a.getTime() - b.getTime())[0]

/** Lower case without accents. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

function indexed(places: PublicPlace[]) {
  const index = places.length === 0 ? undefined : new Flatbush(places.length)
  for (const { longitude, latitude } of places) index?.add(longitude, latitude, longitude, latitude)
  index?.finish()
  const boroughs = [...new Set(places.flatMap(({ borough }) => borough ?? []))].sort((a, b) => a.localeCompare(b, 'es'))
  const folded = places.map(({ name, settlement, neighbourhood, hotspots }) =>
    fold([name, settlement, neighbourhood, ...hotspots.map((hotspot) => hotspot.name)].join(' ')),
  )
  const middle = {
    latitude: median(places.map(({ latitude }) => latitude)),
    longitude: median(places.map(({ longitude }) => longitude)),
  }
  return { places, folded, index, boroughs, middle }
}

function indexedRings(shapes: Geometry[]) {
  const rings = shapes.flatMap((shape): Position[][] => {
    if (shape.type === 'Polygon') return shape.coordinates.slice(0, 1)
    return shape.type === 'MultiPolygon' ? shape.coordinates.flatMap((polygon) => polygon.slice(0, 1)) : []
  })
  const index = rings.length === 0 ? undefined : new Flatbush(rings.length)
  for (const ring of rings) {
    const longitudes = ring.map(([longitude = 0]) => longitude)
    const latitudes = ring.map(([, latitude = 0]) => latitude)
    index?.add(Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes))
  }
  index?.finish()
  return { rings, index }
}

/** Metres, as the crow flies: on a plane, exact enough within a city. */
function distance(a: Point, b: Point): number {
  const y = (b.latitude - a.latitude) * KM_A_DEGREE
  const x = (b.longitude - a.longitude) * KM_A_DEGREE * Math.cos((a.latitude * Math.PI) / 180)
  return Math.round(Math.hypot(x, y) * 1000)
}

/** What `read` gave, read once at a time and again after `ms`; what was known before is used where a reading fails. */
function kept<T>(ms: number, now: () => number, read: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined
  let readAt = 0
  return () => {
    if (value && now() - readAt < ms) return value
    const before = value
    readAt = now()
    value = read().catch((error) => {
      readAt = 0
      if (before) return before
      throw error
    })
    return value
  }
}
