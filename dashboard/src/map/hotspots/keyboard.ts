import type { Map as LeafletMap } from 'leaflet'
import type { MapItem } from './cluster-index.ts'
import type { Markers } from './markers.ts'
import { inReadingOrder, steppedTo } from './reading-order.ts'

interface Stop {
  key: string
  item: MapItem
  element: HTMLElement
  x: number
  y: number
}

/** The markers that are in view and can be pressed, in reading order. */
function stopsOf(map: LeafletMap, { shown }: Markers): Stop[] {
  const { x: width, y: height } = map.getSize()
  const stops = [...shown].flatMap(([key, { marker, item }]): Stop[] => {
    const element = marker.getElement()?.firstElementChild
    const { x, y } = map.latLngToContainerPoint(marker.getLatLng())
    const isInView = x >= 0 && y >= 0 && x <= width && y <= height
    return isInView && element instanceof HTMLElement ? [{ key, item, element, x, y }] : []
  })
  return inReadingOrder(stops)
}

/** The item of the marker that has the focus. */
export const focusedItem = ({ shown }: Markers): MapItem | undefined =>
  [...shown.values()].find(({ marker }) => marker.getElement()?.contains(document.activeElement))?.item

/**
 * Has the Tab key lead to one marker, from which arrow keys walk over the others in reading order; Enter presses it. What
 * had the focus before the markers were drawn again has it back, or else what is nearest to where that was.
 */
export function walkMarkers(map: LeafletMap, markers: Markers) {
  let current: string | undefined
  const settle = (before: MapItem | undefined) => {
    const stops = stopsOf(map, markers)
    const chosen = stops.find(({ item }) => item.hotspotId !== undefined && item.hotspotId === markers.look.chosen)
    const stop =
      (before && (stops.find(({ key }) => key === before.key) ?? nearest(map, stops, before))) ??
      stops.find(({ key }) => key === current) ??
      chosen ??
      stops[0]
    for (const { element } of stops) element.tabIndex = element === stop?.element ? 0 : -1
    current = stop?.key
    if (before && stop && document.activeElement !== stop.element) stop.element.focus({ preventScroll: true })
  }
  const press = (event: KeyboardEvent) => {
    const stops = stopsOf(map, markers)
    const here = stops.findIndex(({ element }) => element === event.target)
    const stop = stops[here]
    if (!stop) return
    const next = stops[steppedTo(event.key, here, stops.length) ?? -1]
    const isPressed = event.key === 'Enter' || event.key === ' '
    if (!next && !isPressed) return
    event.preventDefault()
    event.stopPropagation()
    if (isPressed) return markers.follow(stop.item)
    stop.element.tabIndex = -1
    current = next!.key
    next!.element.tabIndex = 0
    next!.element.focus({ preventScroll: true })
  }
  const container = map.getContainer()
  container.addEventListener('keydown', press)
  return { settle, stop: () => container.removeEventListener('keydown', press) }
}

function nearest(map: LeafletMap, stops: readonly Stop[], { latitude, longitude }: MapItem): Stop | undefined {
  const place = map.latLngToContainerPoint([latitude, longitude])
  const far = ({ x, y }: Stop) => Math.hypot(x - place.x, y - place.y)
  return stops.toSorted((a, b) => far(a) - far(b))[0]
}
