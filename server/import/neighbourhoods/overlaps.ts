import type { Position } from 'geojson'
import { boundsOf } from '../../network/neighbourhoods/box.ts'
import { placesIn, type StoredShape } from '../../network/neighbourhoods/standing.ts'
import type { NewNeighbourhood } from '../../network/neighbourhoods/store.ts'

type Area = Pick<NewNeighbourhood, 'code' | 'geometry'>

/** A place well inside an area. */
export interface Inside {
  code: string
  latitude: number
  longitude: number
}

/**
 * Tells of areas that lie over others, so that residents would be counted twice: a place well inside the one is inside the
 * other too. Slivers along common borders are none.
 *
 * @param places of the areas of a file; what of other files lies over them is left alone
 */
export function createOverlaps(places: readonly Inside[]): { look(shape: StoredShape): void; remarks(): string[] } {
  const codes = new Set(places.map(({ code }) => code))
  const inside = placesIn(places)
  const over = new Map<number, string>()
  return {
    look({ code, geometry }) {
      if (!codes.has(code)) return
      for (const at of inside(geometry)) if (places[at]!.code !== code && !over.has(at)) over.set(at, code)
    },
    remarks() {
      const [at] = [...over.keys()].sort((a, b) => a - b)
      if (at === undefined) return []
      return [
        `${over.size.toLocaleString('en')} areas lie over others, so that whoever lives there may be counted twice: such as ${places[at]!.code} over ${over.get(at)}.`,
      ]
    },
  }
}

/** The middle of the widest stretch of a shape along the middle of its box. */
export function placeInside({ code, geometry }: Area): Inside | undefined {
  const box = boundsOf([geometry])
  if (!box) return undefined
  const latitude = (box.south + box.north) / 2
  const rings = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flat()
  const crossings = rings.flatMap((ring) => crossingsOf(ring, latitude)).sort((a, b) => a - b)
  let widest: Inside | undefined
  let width = 0
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [from, to] = [crossings[index]!, crossings[index + 1]!]
    if (to - from > width) [width, widest] = [to - from, { code, latitude, longitude: (from + to) / 2 }]
  }
  return widest
}

const crossingsOf = (ring: Position[], latitude: number): number[] =>
  ring.slice(1).flatMap(([x1 = 0, y1 = 0], index) => {
    const [x0 = 0, y0 = 0] = ring[index]!
    return y0 > latitude === y1 > latitude ? [] : [x0 + ((latitude - y0) / (y1 - y0)) * (x1 - x0)]
  })
