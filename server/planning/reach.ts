import Flatbush from 'flatbush'
import { within } from 'geoflatbush'

/** How far a hotspot serves residents, in metres, by great-circle distance to the centre of a population cell. */
export const REACH_METRES = 250

export interface PopulationCell {
  neighbourhoodId: number
  /** Degrees, WGS84. */
  latitude: number
  longitude: number
  /** Residents; a fraction where a neighbourhood's population is spread over its cells. */
  population: number
}

export interface ReachingHotspot {
  id: number
  latitude: number
  longitude: number
  /** It serves residents now. */
  working: boolean
}

/**
 * Which cells hotspots reach. Only whole numbers are kept up to date from change to change (how many hotspots reach each
 * cell, how many of them work), so any order of changes leads to the same sums.
 */
export interface Reach {
  /** Adds a hotspot, or moves it or changes its state. */
  put(hotspot: ReachingHotspot): void
  remove(hotspotId: number): void
  setWorking(hotspotId: number, working: boolean): void
  has(hotspotId: number): boolean
  /** Ids of all hotspots. */
  ids(): number[]
  /** Residents covered, by neighbourhood id: by a hotspot that works now, and by any. Not rounded. */
  covered(): Map<number, { now: number; ifAllUp: number }>
  /** Residents whom this hotspot reaches and no other working one does, whether or not it works itself. */
  onlyBy(hotspotId: number): number
}

interface Placed {
  latitude: number
  longitude: number
  working: boolean
  cells: Uint32Array
}

/** @param reachMetres how far a hotspot serves */
export function createReach(cells: PopulationCell[], reachMetres = REACH_METRES): Reach {
  const cellsAround = cellFinder(cells, reachMetres / 1000)
  const hotspots = new Map<number, Placed>()
  const reachedBy = new Uint32Array(cells.length)
  const workingAt = new Uint32Array(cells.length)
  const count = (counts: Uint32Array, at: Uint32Array, change: 1 | -1) => {
    for (const cell of at) counts[cell]! += change
  }
  const setWorking = (hotspot: Placed, working: boolean) => {
    if (hotspot.working === working) return
    hotspot.working = working
    count(workingAt, hotspot.cells, working ? 1 : -1)
  }
  const remove = (id: number) => {
    const hotspot = hotspots.get(id)
    if (!hotspot) return
    setWorking(hotspot, false)
    count(reachedBy, hotspot.cells, -1)
    hotspots.delete(id)
  }
  return {
    put({ id, latitude, longitude, working }) {
      const known = hotspots.get(id)
      if (known?.latitude === latitude && known.longitude === longitude) return setWorking(known, working)
      remove(id)
      const hotspot = { latitude, longitude, working: false, cells: cellsAround(latitude, longitude) }
      hotspots.set(id, hotspot)
      count(reachedBy, hotspot.cells, 1)
      setWorking(hotspot, working)
    },
    remove,
    setWorking(id, working) {
      const hotspot = hotspots.get(id)
      if (hotspot) setWorking(hotspot, working)
    },
    has: (id) => hotspots.has(id),
    ids: () => [...hotspots.keys()],
    covered() {
      const sums = new Map<number, { now: number; ifAllUp: number }>()
      cells.forEach(({ neighbourhoodId, population }, cell) => {
        if (reachedBy[cell] === 0) return
        const sum = sums.get(neighbourhoodId) ?? { now: 0, ifAllUp: 0 }
        sums.set(neighbourhoodId, sum)
        sum.ifAllUp += population
        if (workingAt[cell]! > 0) sum.now += population
      })
      return sums
    },
    onlyBy(id) {
      const hotspot = hotspots.get(id)
      if (!hotspot) return 0
      const own = hotspot.working ? 1 : 0
      let residents = 0
      for (const cell of hotspot.cells) if (workingAt[cell] === own) residents += cells[cell]!.population
      return residents
    },
  }
}

function cellFinder(
  cells: PopulationCell[],
  reachKilometres: number,
): (latitude: number, longitude: number) => Uint32Array {
  if (cells.length === 0) return () => new Uint32Array()
  const index = new Flatbush(cells.length)
  for (const { latitude, longitude } of cells) index.add(longitude, latitude, longitude, latitude)
  index.finish()
  return (latitude, longitude) => Uint32Array.from(within(index, longitude, latitude, reachKilometres))
}
