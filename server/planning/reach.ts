import type { Place, PointsNear } from './points/near.ts'
import type { PopulationPoints } from './points/points.ts'
import { type Ring, rings } from './points/rings.ts'
import { createTally, type PointCounts, type Service } from './points/tally.ts'

export interface ReachingHotspot extends Place {
  id: number
  service: Service
}

/** Whom hotspots reach, within each ring. */
export interface Reach {
  /** Adds a hotspot, or moves it or changes what it does. */
  put(hotspot: ReachingHotspot): void
  /** Whether a hotspot of this number stands just there. */
  isAt(hotspot: Place & { id: number }): boolean
  remove(hotspotId: number): void
  setService(hotspotId: number, service: Service): void
  /** Undefined where there is no such hotspot. */
  serviceOf(hotspotId: number): Service | undefined
  /** Ids of all hotspots. */
  ids(): number[]
  /** By neighbourhood id, of those that have points; as if hotspots `without` were not there. */
  reached(ring: Ring, without?: Iterable<number>): Map<number, PointCounts>
  /** Residents whom one of these hotspots reaches and no other working one does, whether or not these work themselves. */
  onlyBy(ring: Ring, ...hotspotIds: number[]): number
  /** Residents whom it reaches, whoever else does; not rounded. */
  near(ring: Ring, hotspotId: number): number
}

interface Placed extends Place {
  service: Service
  /** By ring; hotspots of one place share it. */
  points: readonly Uint32Array[]
}

export function createReach(points: PopulationPoints, pointsNear: PointsNear): Reach {
  const { areas, starts } = points
  const areaOf = new Uint32Array(starts.at(-1)!)
  areas.forEach((_, area) => void areaOf.fill(area, starts[area], starts[area + 1]))
  const tallies = rings.map(() => createTally(areaOf, areas.length))
  const each = areas.map(({ residents }, area) => residents / Math.max(1, starts[area + 1]! - starts[area]!))
  const residentsAt = (point: number) => each[areaOf[point]!]!
  const hotspots = new Map<number, Placed>()
  const placesNear = sharedByPlace(pointsNear)
  const count = ({ points: near, service }: Placed, change: 'add' | 'remove') => {
    tallies.forEach((tally, ring) => void tally[change](near[ring]!, service))
  }
  const setService = (hotspot: Placed, service: Service) => {
    if (hotspot.service === service) return
    count(hotspot, 'remove')
    hotspot.service = service
    count(hotspot, 'add')
  }
  const remove = (id: number) => {
    const hotspot = hotspots.get(id)
    if (!hotspot) return
    count(hotspot, 'remove')
    hotspots.delete(id)
    placesNear.leave(hotspot)
  }
  return {
    put({ id, latitude, longitude, service }) {
      const known = hotspots.get(id)
      if (known?.latitude === latitude && known.longitude === longitude) return setService(known, service)
      remove(id)
      const hotspot = { latitude, longitude, service, points: placesNear.enter({ latitude, longitude }) }
      hotspots.set(id, hotspot)
      count(hotspot, 'add')
    },
    isAt({ id, latitude, longitude }) {
      const known = hotspots.get(id)
      return known?.latitude === latitude && known.longitude === longitude
    },
    remove,
    setService(id, service) {
      const hotspot = hotspots.get(id)
      if (hotspot) setService(hotspot, service)
    },
    serviceOf: (id) => hotspots.get(id)?.service,
    ids: () => [...hotspots.keys()],
    reached(ring, without = []) {
      const at = rings.indexOf(ring)
      const tally = tallies[at]!
      const left = [...new Set(without)].flatMap((id) => hotspots.get(id) ?? [])
      for (const { points: near, service } of left) tally.remove(near[at]!, service)
      const reached = new Map(areas.map(({ id }, area) => [id, tally.of(area)]))
      for (const { points: near, service } of left) tally.add(near[at]!, service)
      return reached
    },
    onlyBy(ring, ...ids) {
      const at = rings.indexOf(ring)
      const own = new Map<number, number>()
      for (const id of new Set(ids)) {
        const hotspot = hotspots.get(id)
        if (!hotspot) continue
        const working = hotspot.service === 'works' ? 1 : 0
        for (const point of hotspot.points[at]!) own.set(point, (own.get(point) ?? 0) + working)
      }
      let residents = 0
      for (const [point, working] of own) if (tallies[at]!.working(point) === working) residents += residentsAt(point)
      return residents
    },
    near(ring, id) {
      const points = hotspots.get(id)?.points[rings.indexOf(ring)] ?? new Uint32Array()
      return points.reduce((sum, point) => sum + residentsAt(point), 0)
    },
  }
}

/** Many access points stand at one place: what is near it is kept once, as long as one does. */
function sharedByPlace(pointsNear: PointsNear) {
  const known = new Map<string, { points: readonly Uint32Array[]; hotspots: number }>()
  const keyOf = ({ latitude, longitude }: Place) => `${latitude} ${longitude}`
  return {
    enter(place: Place): readonly Uint32Array[] {
      const key = keyOf(place)
      const shared = known.get(key) ?? { points: pointsNear(place), hotspots: 0 }
      shared.hotspots++
      known.set(key, shared)
      return shared.points
    },
    leave(place: Place): void {
      const key = keyOf(place)
      const shared = known.get(key)
      if (shared && --shared.hotspots === 0) known.delete(key)
    },
  }
}
