import type { Position } from 'geojson'
import { boundsOf } from '../../network/neighbourhoods/box.ts'
import { neighbourhoodsAt } from '../../network/neighbourhoods/finder.ts'
import type { NewNeighbourhood } from '../../network/neighbourhoods/store.ts'

/**
 * Tells of areas that lie over others, so that residents would be counted twice: a place well inside the one is inside the
 * other too. Slivers along common borders are none.
 */
export function overlapRemarks(areas: readonly NewNeighbourhood[]): string[] {
  const at = neighbourhoodsAt(areas.map(({ geometry }, id) => ({ id, geometry })))
  const over = areas.flatMap((area, id) => {
    const inside = placeInside(area)
    const other = inside && at(inside[1]!, inside[0]!).find((found) => found !== id)
    return other === undefined ? [] : [{ area, other: areas[other]! }]
  })
  const [one] = over
  if (!one) return []
  return [
    `${over.length.toLocaleString('en')} areas lie over others, so that whoever lives there may be counted twice: such as ${one.area.code} over ${one.other.code}.`,
  ]
}

/** The middle of the widest stretch of a shape along the middle of its box. */
function placeInside({ geometry }: NewNeighbourhood): Position | undefined {
  const box = boundsOf([geometry])
  if (!box) return undefined
  const latitude = (box.south + box.north) / 2
  const rings = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flat()
  const crossings = rings.flatMap((ring) =>
    ring.slice(1).flatMap(([x1 = 0, y1 = 0], index) => {
      const [x0 = 0, y0 = 0] = ring[index]!
      return y0 > latitude === y1 > latitude ? [] : [x0 + ((latitude - y0) / (y1 - y0)) * (x1 - x0)]
    }),
  )
  crossings.sort((a, b) => a - b)
  let widest: Position | undefined
  let width = 0
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [from, to] = [crossings[index]!, crossings[index + 1]!]
    if (to - from > width) [width, widest] = [to - from, [(from + to) / 2, latitude]]
  }
  return widest
}
