import type { Map as LeafletMap } from 'leaflet'
import { useEffect } from 'react'
import type { Place } from './bounds.ts'
import { LAST_CLUSTER_ZOOM } from './hotspots/cluster-index.ts'

/** As in the styles. */
const NARROW = '(max-width: 760px)'

/** Brings the hotspot whose panel is open into view, near enough to stand alone. */
export function useShownHotspot(map: LeafletMap | undefined, hotspot: Place | undefined): void {
  useEffect(() => {
    if (!map || !hotspot) return
    const place = { lat: hotspot.latitude, lng: hotspot.longitude }
    map.invalidateSize({ animate: false })
    const zoom = map.getZoom() < LAST_CLUSTER_ZOOM ? LAST_CLUSTER_ZOOM + 1 : map.getZoom()
    // On a narrow screen the panel covers the lower part of the map.
    const covered = matchMedia(NARROW).matches ? map.getSize().y * 0.31 : 0
    const centre = map.unproject(map.project(place, zoom).add([0, covered]), zoom)
    if (zoom !== map.getZoom()) map.flyTo(centre, zoom, { duration: 0.5 })
    else if (covered > 0 || !map.getBounds().pad(-0.1).contains(place)) map.panTo(centre)
  }, [map, hotspot])
}
