import Flatbush from 'flatbush'
import { distance, around as nearest } from 'geoflatbush'
import { median } from '../../median.ts'
import type { Place } from './read-places.ts'

/** Hotspots no farther apart than this hang together, in kilometres; in cities that are spread out farther. */
const LEAST_GAP_KM = 5
const MOST_GAP_KM = 25
const GAPS = 5
/** Below it a city's own distances are chance. */
const ENOUGH_PLACES = 30
/** So many different places are a village, or an island; fewer may be one mistake that was copied. */
const VILLAGE = 3
/** About 200 m: what is nearer is one place. */
const PLACE_DEGREES = 0.002

/**
 * Which of the places outside hang together with those inside: by steps from hotspot to hotspot none of which is longer
 * than usual, or as a village of their own that no slip of the pen makes of places inside (a sign or a decimal point lost,
 * latitude and longitude swapped).
 */
export function explained<T extends Place>(inside: readonly Place[], outside: readonly T[]): Set<T> {
  const onEarth = outside.filter(({ latitude, longitude }) => Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)
  if (onEarth.length === 0) return new Set()
  const gap = usualGap(inside)
  const groups = groupsOf(onEarth, gap)
  const city = inside.length > 0 ? indexOf(inside) : undefined
  const isNear = ({ longitude, latitude }: Place) =>
    city !== undefined && nearest(city, longitude, latitude, 1, gap).length > 0
  const slips = (place: Place) => slipsOf(place).some(isNear)
  return new Set(
    groups.flatMap((group) => {
      if (group.some(isNear)) return group
      const places = new Set(group.map(({ latitude, longitude }) => [latitude, longitude].map(rounded).join()))
      return places.size >= VILLAGE && !group.some(slips) ? group : []
    }),
  )
}

const rounded = (degrees: number) => Math.round(degrees / PLACE_DEGREES)

/** What a place may have been before a slip of the pen. */
const slipsOf = ({ latitude, longitude }: Place): Place[] =>
  [
    [longitude, latitude],
    [-latitude, longitude],
    [latitude, -longitude],
    [-latitude, -longitude],
    [latitude * 10, longitude],
    [latitude, longitude * 10],
    [latitude / 10, longitude],
    [latitude, longitude / 10],
  ].map(([north, east]) => ({ latitude: north!, longitude: east! }))

const indexOf = (places: readonly Place[]): Flatbush => {
  const index = new Flatbush(places.length)
  for (const { latitude, longitude } of places) index.add(longitude, latitude)
  index.finish()
  return index
}

function usualGap(places: readonly Place[]): number {
  const different = [...new Map(places.map((place) => [[place.latitude, place.longitude].join(), place])).values()]
  if (different.length < ENOUGH_PLACES) return LEAST_GAP_KM
  const index = indexOf(different)
  const step = Math.ceil(different.length / 1000)
  const gaps = different
    .filter((_, at) => at % step === 0)
    .map(({ latitude, longitude }) => {
      const [, other] = nearest(index, longitude, latitude, 2)
      const next = different[other ?? -1]
      return next ? distance(longitude, latitude, next.longitude, next.latitude) : 0
    })
  return Math.min(MOST_GAP_KM, Math.max(LEAST_GAP_KM, GAPS * median(gaps)))
}

/** Places that hang together, at most `gap` kilometres from one to the next. */
function groupsOf<T extends Place>(places: readonly T[], gap: number): T[][] {
  const cells = new Map<string, T[]>()
  for (const place of places) {
    const cell = [place.latitude, place.longitude].map(rounded).join()
    const there = cells.get(cell)
    if (there) there.push(place)
    else cells.set(cell, [place])
  }
  const each = [...cells.values()]
  const index = indexOf(each.map(([first]) => first!))
  const seen = new Set<number>()
  return each.flatMap((_, start) => {
    if (seen.has(start)) return []
    seen.add(start)
    const group = [start]
    for (let next = 0; next < group.length; next++) {
      const { latitude, longitude } = each[group[next]!]![0]!
      for (const other of nearest(index, longitude, latitude, Infinity, gap)) {
        if (seen.has(other)) continue
        seen.add(other)
        group.push(other)
      }
    }
    return [group.flatMap((at) => each[at]!)]
  })
}
