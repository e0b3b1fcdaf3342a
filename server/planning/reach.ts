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
  service: Service
}

/**
 * What a hotspot does for those who live near: it works; nobody knows whether it does; it worked and failed; or it does
 * not work, and was never seen to.
 */
export type Service = 'works' | 'unknown' | 'failed' | 'never-worked'

/** Residents by the best that any hotspot near them does. Who is in none lives near no hotspot, or near dead ones only. */
export interface Reached {
  /** A hotspot that works. */
  covered: number
  /** None that works, but one of which nobody knows whether it does. */
  unchecked: number
  /** None of those, but one that worked and failed. */
  failed: number
}

/**
 * Which cells hotspots reach. Only whole numbers are kept up to date from change to change (how many hotspots of
 * each kind reach each cell), so any order of changes leads to the same sums.
 */
export interface Reach {
  /** Adds a hotspot, or moves it or changes what it does. */
  put(hotspot: ReachingHotspot): void
  remove(hotspotId: number): void
  setService(hotspotId: number, service: Service): void
  /** Undefined where there is no such hotspot. */
  serviceOf(hotspotId: number): Service | undefined
  /** Ids of all hotspots. */
  ids(): number[]
  /** Residents by neighbourhood id, not rounded; without neighbourhoods of which nobody is reached. */
  reached(): Map<number, Reached>
  /** Residents whom one of these hotspots reaches and no other working one does, whether or not these work themselves. */
  onlyBy(...hotspotIds: number[]): number
  /** Residents whom it reaches, whoever else does; not rounded. */
  near(hotspotId: number): number
}

interface Placed {
  latitude: number
  longitude: number
  service: Service
  cells: Uint32Array
}

/** @param reachMetres how far a hotspot serves */
export function createReach(cells: PopulationCell[], reachMetres = REACH_METRES): Reach {
  const cellsAround = cellFinder(cells, reachMetres / 1000)
  const hotspots = new Map<number, Placed>()
  const counts = () => new Uint32Array(cells.length)
  const at = { works: counts(), unknown: counts(), failed: counts(), 'never-worked': counts() }
  const count = ({ service, cells }: Placed, change: 1 | -1) => {
    for (const cell of cells) at[service][cell]! += change
  }
  const setService = (hotspot: Placed, service: Service) => {
    if (hotspot.service === service) return
    count(hotspot, -1)
    hotspot.service = service
    count(hotspot, 1)
  }
  const remove = (id: number) => {
    const hotspot = hotspots.get(id)
    if (!hotspot) return
    count(hotspot, -1)
    hotspots.delete(id)
  }
  return {
    put({ id, latitude, longitude, service }) {
      const known = hotspots.get(id)
      if (known?.latitude === latitude && known.longitude === longitude) return setService(known, service)
      remove(id)
      const hotspot = { latitude, longitude, service, cells: cellsAround(latitude, longitude) }
      hotspots.set(id, hotspot)
      count(hotspot, 1)
    },
    remove,
    setService(id, service) {
      const hotspot = hotspots.get(id)
      if (hotspot) setService(hotspot, service)
    },
    serviceOf: (id) => hotspots.get(id)?.service,
    ids: () => [...hotspots.keys()],
    reached() {
      const sums = new Map<number, Reached>()
      cells.forEach(({ neighbourhoodId, population }, cell) => {
        const best = (['works', 'unknown', 'failed'] as const).find((service) => at[service][cell]! > 0)
        if (!best) return
        const sum = sums.get(neighbourhoodId) ?? { covered: 0, unchecked: 0, failed: 0 }
        sums.set(neighbourhoodId, sum)
        sum[classes[best]] += population
      })
      return sums
    },
    onlyBy(...ids) {
      const own = new Map<number, number>()
      for (const id of new Set(ids)) {
        const hotspot = hotspots.get(id)
        if (!hotspot) continue
        const working = hotspot.service === 'works' ? 1 : 0
        for (const cell of hotspot.cells) own.set(cell, (own.get(cell) ?? 0) + working)
      }
      let residents = 0
      for (const [cell, working] of own) if (at.works[cell] === working) residents += cells[cell]!.population
      return residents
    },
    near: (id) => hotspots.get(id)?.cells.reduce((sum, cell) => sum + cells[cell]!.population, 0) ?? 0,
  }
}

const classes = { works: 'covered', unknown: 'unchecked', failed: 'failed' } as const

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
