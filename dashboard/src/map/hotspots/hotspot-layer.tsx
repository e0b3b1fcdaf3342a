import type { Map as LeafletMap } from 'leaflet'
import { useEffect, useRef } from 'react'
import { useCity } from '../../city.tsx'
import type { Points } from '../../hotspots/points.ts'
import { useText } from '../../languages/index.ts'
import { padded } from '../bounds.ts'
import type { Bounds, MapItem } from './cluster-index.ts'
import type { Look } from './icons.ts'
import { focusedItem, walkMarkers } from './keyboard.ts'
import { addMarkers, clearMarkers, type Markers, showItems } from './markers.ts'
import { createStopwatch } from './stopwatch.ts'
import { total } from './tally.ts'

export const boundsOf = (map: LeafletMap): Bounds => {
  const bounds = map.getBounds()
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
}

interface Props {
  map: LeafletMap
  chosen: number | undefined
  onHotspot: (id: number) => void
}

/** Markers for what is in view: clusters and hotspots, kept over while they stay the same. */
export function HotspotLayer({ map, chosen, onHotspot }: Props) {
  const t = useText()
  const { points, look, format } = useCity()
  const choose = useRef(onHotspot)
  choose.current = onHotspot
  const chosenNow = useRef(chosen)
  const redraw = useRef(() => {})

  useEffect(() => {
    const shown: Look = {
      label: (item) => labelOf(item, t),
      short: format.short,
      get chosen() {
        return chosenNow.current
      },
    }
    const markers = addMarkers(map, shown, (item) => {
      if (item.hotspotId !== undefined) return choose.current(item.hotspotId)
      if (item.clusterId === undefined || !points.index) return
      const { latitude, longitude, zoom } = points.index.expansion(item.clusterId)
      map.flyTo([latitude, longitude], Math.min(zoom, map.getMaxZoom()), { duration: 0.4 })
    })
    const { draw, stop } = keepDrawn(map, markers, points, look)
    redraw.current = draw
    return stop
  }, [map, points, look, format, t])

  useEffect(() => {
    chosenNow.current = chosen
    redraw.current()
  }, [chosen])

  return null
}

/** Has the markers follow the map and the points; tells the server where the map is. */
function keepDrawn(map: LeafletMap, markers: Markers, points: Points, look: (bounds: Bounds) => void) {
  const stopwatch = createStopwatch(map)
  const keyboard = walkMarkers(map, markers)
  const draw = (held = focusedItem(markers)) => {
    if (points.index) showItems(markers, points.index.items(padded(boundsOf(map), 0.15), Math.round(map.getZoom())))
    keyboard.settle(held)
  }
  // A cluster's key can come again at another level for other hotspots: a new zoom level starts afresh.
  let level = Math.round(map.getZoom())
  const moved = () => {
    const now = Math.round(map.getZoom())
    const held = focusedItem(markers)
    if (now !== level) clearMarkers(markers)
    level = now
    draw(held)
    look(boundsOf(map))
    stopwatch.drawn(markers.shown.size)
  }
  moved()
  map.on('moveend', moved)
  // Not in the task that took the changes over: two short ones in place of a long one.
  let frame: number | undefined
  const unsubscribe = points.subscribe(() => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined
      draw()
    })
  })
  const stop = () => {
    map.off('moveend', moved)
    unsubscribe()
    if (frame !== undefined) cancelAnimationFrame(frame)
    keyboard.stop()
    stopwatch.stop()
    markers.layer.remove()
  }
  return { draw: () => draw(), stop }
}

function labelOf({ hotspotId, tally }: MapItem, t: ReturnType<typeof useText>): string {
  if (hotspotId !== undefined) {
    const state = tally.down ? 'down' : tally.degraded ? 'degraded' : tally.up ? 'up' : 'unknown'
    return `${t('map.hotspot', { id: hotspotId })}: ${t(`state.${state}`)}`
  }
  const parts = [t('map.cluster', { count: total(tally) })]
  if (tally.down > 0) parts.push(t('map.clusterDown', { count: tally.down }))
  if (tally.degraded > 0) parts.push(t('map.clusterDegraded', { count: tally.degraded }))
  if (tally.unknown > 0) parts.push(t('map.clusterUnknown', { count: tally.unknown }))
  if (tally.up > 0) parts.push(t('map.clusterUp', { count: tally.up }))
  return parts.join(', ')
}
