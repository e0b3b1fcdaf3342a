import type { MapItem } from './cluster-index.ts'

/** Pixels to the right and down. */
export type Offset = readonly [x: number, y: number]

const HERE: Offset = [0, 0]

/** Places nearer than about one metre count as one. */
const placeOf = ({ longitude, latitude }: MapItem) => `${longitude.toFixed(5)} ${latitude.toFixed(5)}`

/**
 * Where several hotspots stand at one place (a site with many access points), spreads them on a circle around it so
 * that each can be seen and chosen. Returns an offset for each item, in the same order.
 *
 * @param size diameter of a marker, in pixels
 */
export function fanOut(items: readonly MapItem[], size: number): Offset[] {
  const places = new Map<string, number[]>()
  items.forEach((item, index) => {
    if (item.hotspotId === undefined) return
    const place = places.get(placeOf(item))
    if (place) place.push(index)
    else places.set(placeOf(item), [index])
  })
  const offsets = items.map(() => HERE)
  for (const members of places.values()) {
    if (members.length === 1) continue
    const radius = Math.max(size * 0.65, (members.length * size * 1.1) / (2 * Math.PI))
    members.forEach((index, position) => {
      const angle = (2 * Math.PI * position) / members.length - Math.PI / 2
      offsets[index] = [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))]
    })
  }
  return offsets
}
