/**
 * What a hotspot does for those who live near, the best first: it works; nobody knows whether it does; it worked and
 * failed; or it does not work, and was never seen to.
 */
export const services = ['works', 'unknown', 'failed', 'never-worked'] as const
export type Service = (typeof services)[number]

/** Points of an area, all and by the best that any hotspot near does. */
export type PointCounts = { points: number } & Record<Service, number>

/**
 * How the points of areas are served within one ring. Only whole numbers are kept up to date from change to change, so
 * any order of changes leads to the same counts, and a change costs as much as there are points near the hotspot.
 */
export interface Tally {
  add(points: Uint32Array, service: Service): void
  remove(points: Uint32Array, service: Service): void
  /** Hotspots that work near a point. */
  working(point: number): number
  /** Of the area of this number. */
  of(area: number): PointCounts
}

/** @param areaOf the number of each point's area */
export function createTally(areaOf: Uint32Array, areas: number): Tally {
  const hotspots = services.map(() => new Uint16Array(areaOf.length))
  const NOTHING = services.length
  const best = new Uint8Array(areaOf.length).fill(NOTHING)
  const counts = new Uint32Array(areas * (NOTHING + 1))
  for (const area of areaOf) counts[area * (NOTHING + 1) + NOTHING]!++
  const change = (points: Uint32Array, service: Service, by: 1 | -1) => {
    const own = hotspots[services.indexOf(service)]!
    for (const point of points) {
      own[point]! += by
      let now = 0
      while (now < NOTHING && hotspots[now]![point] === 0) now++
      const before = best[point]!
      if (now === before) continue
      best[point] = now
      const first = areaOf[point]! * (NOTHING + 1)
      counts[first + before]!--
      counts[first + now]!++
    }
  }
  return {
    add: (points, service) => change(points, service, 1),
    remove: (points, service) => change(points, service, -1),
    working: (point) => hotspots[0]![point]!,
    of(area) {
      const at = area * (NOTHING + 1)
      const [works, unknown, failed, neverWorked] = [counts[at]!, counts[at + 1]!, counts[at + 2]!, counts[at + 3]!]
      const points = works + unknown + failed + neverWorked + counts[at + NOTHING]!
      return { points, works, unknown, failed, 'never-worked': neverWorked }
    },
  }
}
