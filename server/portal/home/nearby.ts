import Flatbush from 'flatbush'
import type { Geometry, Position } from 'geojson'
import type { CurrentEmergencies } from '../../access/emergencies/emergencies.ts'
import { whileEmergency } from '../../access/emergencies/while-emergency.ts'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { knownStatesLately } from '../../health/known-states.ts'
import { median } from '../../median.ts'
import { loadGroups } from '../../network/groups/groups.ts'
import { formatHours } from '../../network/groups/opening-hours.ts'
import { createOpenings } from '../../network/groups/openings.ts'
import { neighbourhoodShapes, type PublicPlace, publicPlaces } from '../../network/hotspots/nearby.ts'
import { folded as foldedText } from '../../network/spelling.ts'
import { type CityNow, type Found, findPlaces, type Search } from './find-places.ts'

/** How long what was read is good for; it is read again only when somebody asks. */
const HOTSPOTS_MS = 60_000
const HEALTH_MS = 15_000
const SHAPES_MS = 600_000

export interface Nearby {
  /** Beyond the last of them, `skip` counts as the beginning of the last `limit`. */
  find(search: Search, part: { limit: number; skip: number }): Promise<Found>
  boroughs(): Promise<string[]>
  /** Outlines that touch the box: rings of longitude and latitude. */
  outlines(box: { west: number; south: number; east: number; north: number }): Promise<Position[][]>
}

interface NearbyParts {
  db: Pick<Database, 'query' | 'pool'>
  timeZone: string
  emergencies?: Pick<CurrentEmergencies, 'at'> | undefined
  now?: (() => number) | undefined
}

/** As {@link createNearby}, of the city that these parts are of. */
export const nearbyOf = ({ config, ...parts }: Omit<NearbyParts, 'timeZone'> & { config: Pick<Config, 'timeZone'> }) =>
  createNearby({ ...parts, timeZone: config.timeZone })

/** The city's hotspots in memory for the public page. Nothing is kept open. */
export function createNearby({ db, timeZone, emergencies, now = Date.now }: NearbyParts): Nearby {
  const city = kept(HOTSPOTS_MS, now, async () => indexed(await publicPlaces(db)))
  const openings = kept(HOTSPOTS_MS, now, async () => {
    const groups = await loadGroups(db)
    const hours = new Map(groups.flatMap((group) => (group.hours ? [[group.id, formatHours(group.hours)]] : [])))
    return { opening: createOpenings(groups, timeZone), hours }
  })
  const health = () => knownStatesLately(db, HEALTH_MS, now)
  const shapes = kept(SHAPES_MS, now, async () => indexedRings(await neighbourhoodShapes(db)))
  return {
    async find(search, part) {
      const [known, states, { opening, hours }] = await Promise.all([city(), health(), openings()])
      const time = now()
      const at = new Date(time)
      const emergencyAt = ({ id }: { id: number }) => emergencies?.at(id, time)
      const cityNow: CityNow = {
        stateOf: ({ id }) => states.get(id)?.state ?? 'unknown',
        openingOf: (hotspot) => whileEmergency(opening(hotspot.groupId, time), emergencyAt(hotspot)?.endsAt, at),
        hoursOf: ({ groupId }) => hours.get(groupId ?? 0),
        emergencyAt,
      }
      return findPlaces(known, cityNow, search, part)
    },
    boroughs: async () => (await city()).boroughs,
    async outlines({ west, south, east, north }) {
      const { rings, index } = await shapes()
      return index ? index.search(west, south, east, north).map((position) => rings[position]!) : []
    },
  }
}

function indexed(places: PublicPlace[]) {
  const index = places.length === 0 ? undefined : new Flatbush(places.length)
  for (const { longitude, latitude } of places) index?.add(longitude, latitude, longitude, latitude)
  index?.finish()
  const boroughs = [...new Set(places.flatMap(({ borough }) => borough ?? []))].sort((a, b) => a.localeCompare(b, 'es'))
  const folded = places.map(({ name, settlement, neighbourhood, hotspots }) =>
    foldedText([name, settlement, neighbourhood, ...hotspots.map((hotspot) => hotspot.name)].join(' ')),
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
