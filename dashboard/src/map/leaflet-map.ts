import { type FitBoundsOptions, type LatLngBoundsLiteral, Map as LeafletMap, type MapOptions, TileLayer } from 'leaflet'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Settings } from '../../../server/api/contract/index.ts'

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

/** Tiles below everything else on `map`, where the city has any. */
export function useTiles(map: LeafletMap | undefined, tiles: Settings['tiles']): void {
  useEffect(() => {
    if (!map || !tiles) return
    const layer = new TileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: map.getMaxZoom() }).addTo(map)
    return () => {
      layer.remove()
    }
  }, [map, tiles])
}
