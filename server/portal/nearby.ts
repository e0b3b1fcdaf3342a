import Flatbush from 'flatbush'
import { around } from 'geoflatbush'
import type { Geometry, Position } from 'geojson'
import type { Database } from '../database/connection.ts'
import { healthStates } from '../health/views.ts'
import { neighbourhoodShapes, type PublicHotspot, publicHotspots } from '../hotspots/nearby.ts'

/** How long what was read is good for; it is read again only when somebody asks. */
const HOTSPOTS_MS = 60_000
const HEALTH_MS = 5000
const SHAPES_MS = 600_000
const KM_A_DEGREE = 111.32

export interface Point {
  latitude: number
  longitude: number
}

export interface NearbyHotspot extends PublicHotspot {
  state: 'up' | 'degraded'
  /** From the point that was asked for, in metres. */
  metres: number | undefined
}

export interface Search {
  /** Where from; absent: in order of name. */
  from?: Point | undefined
  borough?: string | undefined
  /** Part of a name, settlement or neighbourhood, in any case and with or without accents. */
  text?: string | undefined
}

export interface Nearby {
  /** The working hotspots that match, at most `limit`, and how many there are. */
  find(search: Search, limit: number): Promise<{ found: NearbyHotspot[]; total: number; anywhere: number }>
  boroughs(): Promise<string[]>
  /** Outlines that touch the box: rings of longitude and latitude. */
  outlines(box: { west: number; south: number; east: number; north: number }): Promise<Position[][]>
}

/** The city's hotspots in memory for the public page. Nothing is kept open. */
export function createNearby(db: Pick<Database, 'query'>, now: () => number = Date.now): Nearby {
  const places = kept(HOTSPOTS_MS, now, async () => indexed(await publicHotspots(db)))
  const states = kept(HEALTH_MS, now, () => healthStates(db))
  const shapes = kept(SHAPES_MS, now, async () => indexedRings(await neighbourhoodShapes(db)))
  return {
    async find({ from, borough, text }, limit) {
      const [{ hotspots, folded, index }, health] = await Promise.all([places(), states()])
      const stateAt = (position: number) => {
        const state = health.get(hotspots[position]!.id)
        return state === 'up' || state === 'degraded' ? state : undefined
      }
      const wanted = text === undefined ? '' : fold(text)
      const matches = (position: number) =>
        stateAt(position) !== undefined &&
        (borough === undefined || hotspots[position]!.borough === borough) &&
        folded[position]!.includes(wanted)
      let total = 0
      let anywhere = 0
      const first: number[] = []
      for (let position = 0; position < hotspots.length; position++) {
        if (stateAt(position) !== undefined) anywhere++
        if (!matches(position)) continue
        total++
        if (first.length < limit) first.push(position)
      }
      const chosen = from && index ? around(index, from.longitude, from.latitude, limit, undefined, matches) : first
      const found = chosen.map((position) => {
        const hotspot = hotspots[position]!
        return { ...hotspot, state: stateAt(position)!, metres: from && distance(from, hotspot) }
      })
      return { found, total, anywhere }
    },
    boroughs: async () => (await places()).boroughs,
    async outlines({ west, south, east, north }) {
      const { rings, index } = await shapes()
      return index ? index.search(west, south, east, north).map((position) => rings[position]!) : []
    },
  }
}

/** Lower case without accents. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

function indexed(hotspots: PublicHotspot[]) {
  const index = hotspots.length === 0 ? undefined : new Flatbush(hotspots.length)
  for (const { longitude, latitude } of hotspots) index?.add(longitude, latitude, longitude, latitude)
  index?.finish()
  const boroughs = [...new Set(hotspots.flatMap(({ borough }) => borough ?? []))].sort((a, b) =>
    a.localeCompare(b, 'es'),
  )
  const folded = hotspots.map(({ name, settlement, neighbourhood }) =>
    fold(`${name} ${settlement ?? ''} ${neighbourhood ?? ''}`),
  )
  return { hotspots, folded, index, boroughs }
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
