import Flatbush from 'flatbush'
import { distance, within } from 'geoflatbush'
import type { Walks } from '../streets/in-thread.ts'
import { gaussianWeight, type Link } from './floating-catchment.ts'

export interface Place {
  /** Degrees, WGS84. */
  latitude: number
  longitude: number
}

/** Which cells can come to which sites, by their numbers, and how far it is; as many as a city has of them. */
export interface Ways {
  cell: Uint32Array
  site: Uint32Array
  metres: Float64Array
}

/** In a straight line. @param catchment metres that residents walk to a site at most */
export function waysInLine(cells: readonly Place[], sites: readonly Place[], catchment: number): Ways {
  if (cells.length === 0) return waysOf([])
  const index = new Flatbush(cells.length)
  for (const { latitude, longitude } of cells) index.add(longitude, latitude, longitude, latitude)
  index.finish()
  return waysOf(
    sites.map(({ latitude, longitude }) => {
      const points = Uint32Array.from(within(index, longitude, latitude, catchment / 1000))
      const metres = (cell: number) =>
        1000 * distance(longitude, latitude, cells[cell]!.longitude, cells[cell]!.latitude)
      return { points, metres: Float64Array.from(points, metres) }
    }),
  )
}

/** Along streets. @param walks to the cells */
export const waysAlong = async (walks: Pick<Walks, 'measured'>, sites: readonly Place[]): Promise<Ways> =>
  waysOf(await walks.measured(sites))

function waysOf(near: readonly { points: Uint32Array; metres: Float64Array }[]): Ways {
  const all = near.reduce((sum, { points }) => sum + points.length, 0)
  const ways = { cell: new Uint32Array(all), site: new Uint32Array(all), metres: new Float64Array(all) }
  let at = 0
  near.forEach(({ points, metres }, site) => {
    ways.cell.set(points, at)
    ways.metres.set(metres, at)
    ways.site.fill(site, at, at + points.length)
    at += points.length
  })
  return ways
}

/** Those of these sites, with weights that fall with distance. */
export function linksOf({ cell, site, metres }: Ways, catchment: number, counts: (site: number) => boolean): Link[] {
  const links: Link[] = []
  site.forEach((one, at) => {
    if (counts(one)) links.push({ area: cell[at]!, site: one, weight: gaussianWeight(metres[at]!, catchment) })
  })
  return links
}
