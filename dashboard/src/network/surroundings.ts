import { Canvas, circleMarker, geoJSON, type Map as LeafletMap, layerGroup } from 'leaflet'
import { useEffect, useSyncExternalStore } from 'react'
import { type NeighbourhoodShapes, readNeighbourhoodShapes } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { isOverMap } from '../map/ground/ground.ts'
import { useColour } from '../theme/colour.ts'
import type { Place } from './hotspot/drag-map.tsx'

/** Degrees around a hotspot that are drawn: a few kilometres. */
const AROUND = 0.03
const dot = { radius: 4, weight: 1, fillOpacity: 0.5, interactive: false }

/**
 * Draws the neighbourhoods and other hotspots around a place, by which a person knows it where the city has no map of streets.
 *
 * @param id the hotspot itself, which is not among the others
 */
export function useSurroundings(map: LeafletMap | undefined, place: Place, id: number | undefined): void {
  const { points, settings } = useCity()
  const { latitude, longitude } = place
  const index = useSyncExternalStore(points.subscribe, () => points.index)
  const { data: shapes } = useResource(readNeighbourhoodShapes, {})
  const overMap = isOverMap(settings)
  const colour = useColour()
  useEffect(() => {
    if (!map || !shapes) return
    const near = shapes.features.filter(({ geometry }) => isNear(geometry, { latitude, longitude }))
    const style = { weight: 1, color: colour('map-line'), fillColor: colour('map-land'), fillOpacity: overMap ? 0 : 1 }
    const layer = geoJSON(near, { style: () => style, interactive: false }).addTo(map)
    layer.bringToBack()
    return () => {
      layer.remove()
    }
  }, [map, shapes, latitude, longitude, overMap, colour])
  useEffect(() => {
    if (!map || !index) return
    const renderer = new Canvas({ pane: 'shadowPane' })
    const dots = [...index.hotspots()]
      .filter((one) => one.id !== id && isAround(one.latitude - latitude, one.longitude - longitude))
      .map((one) => circleMarker([one.latitude, one.longitude], { ...dot, color: colour('accent'), renderer }))
    const layer = layerGroup(dots).addTo(map)
    return () => {
      layer.remove()
      renderer.remove()
    }
  }, [map, index, latitude, longitude, id, colour])
}

const isAround = (north: number, east: number) => Math.abs(north) < AROUND && Math.abs(east) < AROUND

type Shape = NeighbourhoodShapes['features'][number]['geometry']

/** Every corner of a shape. */
export const cornersOf = (shape: Shape): Place[] =>
  (shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat()).flatMap((ring) =>
    ring.map(([longitude, latitude]) => ({ longitude, latitude })),
  )

/** Whether the box around a shape reaches what is drawn. */
function isNear(shape: Shape, { latitude, longitude }: Place): boolean {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const corner of cornersOf(shape)) {
    west = Math.min(west, corner.longitude)
    east = Math.max(east, corner.longitude)
    south = Math.min(south, corner.latitude)
    north = Math.max(north, corner.latitude)
  }
  const isBeside = west > longitude + AROUND || east < longitude - AROUND
  return !isBeside && south < latitude + AROUND && north > latitude - AROUND
}
