import { type FitBoundsOptions, type LatLngBoundsLiteral, Map as LeafletMap, type MapOptions } from 'leaflet'
import { type RefObject, useEffect, useRef, useState } from 'react'

interface Start extends MapOptions {
  bounds: LatLngBoundsLiteral
  boundsOptions: FitBoundsOptions
}

/**
 * A Leaflet map in the element that gets `container` as its ref, as long as it is mounted; the map keeps to the element's
 * size. Only the first `start` counts.
 */
export function useLeafletMap(start: Start): {
  container: RefObject<HTMLDivElement | null>
  map: LeafletMap | undefined
} {
  const container = useRef<HTMLDivElement>(null)
  const first = useRef(start)
  const [map, setMap] = useState<LeafletMap>()
  useEffect(() => {
    const element = container.current
    if (!element) return
    const { bounds, boundsOptions, ...options } = first.current
    // Leaflet focuses the map that is pressed, and puts back where the window was, not what scrolls within it: a map that is
    // partly in sight would jump under the hand.
    element.focus = (how) => HTMLElement.prototype.focus.call(element, { ...how, preventScroll: true })
    const made = new LeafletMap(element, options).fitBounds(bounds, boundsOptions)
    const observer = new ResizeObserver(() => made.invalidateSize({ animate: false }))
    observer.observe(element)
    setMap(made)
    return () => {
      observer.disconnect()
      setMap(undefined)
      made.remove()
    }
  }, [])
  return { container, map }
}
