import { LayerGroup, type Map as LeafletMap, Marker } from 'leaflet'
import { useEffect, useRef } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { padded } from './bounds.ts'
import type { Bounds, MapItem } from './cluster-index.ts'
import { fanOut } from './fan-out.ts'
import { HOTSPOT_SIZE, iconOf, type Look, signatureOf } from './icons.ts'
import { createStopwatch } from './stopwatch.ts'
import { total } from './tally.ts'

export const boundsOf = (map: LeafletMap): Bounds => {
  const bounds = map.getBounds()
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
}

/** Markers for what is in view: clusters and hotspots, kept over while they stay the same. */
export function HotspotLayer({
  map,
  chosen,
  onHotspot,
}: {
  map: LeafletMap
  chosen: number | undefined
  onHotspot: (id: number) => void
}) {
  const t = useText()
  const { points, look, format } = useCity()
  const choose = useRef(onHotspot)
  choose.current = onHotspot
  const chosenNow = useRef(chosen)
  const redraw = useRef(() => {})

  useEffect(() => {
    const markers: Look = {
      label: (item) => labelOf(item, t),
      short: format.short,
      get chosen() {
        return chosenNow.current
      },
    }
    const layer = new LayerGroup().addTo(map)
    const shown = new Map<string, { marker: Marker; signature: string; item: MapItem }>()
    const stopwatch = createStopwatch(map)

    const follow = (item: MapItem) => {
      if (item.hotspotId !== undefined) return choose.current(item.hotspotId)
      const zoom = points.index?.expansionZoom(item.clusterId ?? 0) ?? map.getZoom() + 1
      map.flyTo([item.latitude, item.longitude], Math.min(zoom, map.getMaxZoom()), { duration: 0.4 })
    }

    const draw = () => {
      if (!points.index) return
      const items = points.index.items(padded(boundsOf(map), 0.15), Math.round(map.getZoom()))
      const offsets = fanOut(items, HOTSPOT_SIZE)
      const gone = new Set(shown.keys())
      items.forEach((item, position) => {
        const offset = offsets[position] ?? [0, 0]
        const signature = signatureOf(item, offset, markers)
        const known = shown.get(item.key)
        gone.delete(item.key)
        if (!known) {
          const marker = new Marker([item.latitude, item.longitude], {
            icon: iconOf(item, offset, markers),
            keyboard: false,
            riseOnHover: true,
            zIndexOffset: item.tally.down > 0 ? 500 : 0,
          })
          const entry = { marker, signature, item }
          marker.on('click', () => follow(entry.item))
          shown.set(item.key, entry)
          layer.addLayer(marker)
        } else if (known.signature !== signature) {
          known.marker.setIcon(iconOf(item, offset, markers))
          known.signature = signature
          known.item = item
        }
      })
      for (const key of gone) {
        const entry = shown.get(key)
        if (entry) layer.removeLayer(entry.marker)
        shown.delete(key)
      }
    }

    // A cluster's key can come again at another level for other hotspots: a new zoom level starts afresh.
    let level = Math.round(map.getZoom())
    const moved = () => {
      const now = Math.round(map.getZoom())
      if (now !== level) {
        layer.clearLayers()
        shown.clear()
        level = now
      }
      draw()
      look(boundsOf(map))
      stopwatch.drawn(shown.size)
    }

    redraw.current = draw
    moved()
    map.on('moveend', moved)
    const unsubscribe = points.subscribe(draw)
    return () => {
      map.off('moveend', moved)
      unsubscribe()
      stopwatch.stop()
      layer.remove()
    }
  }, [map, points, look, format, t])

  useEffect(() => {
    chosenNow.current = chosen
    redraw.current()
  }, [chosen])

  return null
}

function labelOf({ hotspotId, tally }: MapItem, t: ReturnType<typeof useText>): string {
  if (hotspotId !== undefined) {
    const state = tally.down ? 'down' : tally.degraded ? 'degraded' : tally.up ? 'up' : 'unknown'
    return `${t('map.hotspot', { id: hotspotId })}: ${t(`state.${state}`)}`
  }
  const parts = [t('map.cluster', { count: total(tally) })]
  if (tally.down > 0) parts.push(t('map.clusterDown', { count: tally.down }))
  if (tally.degraded > 0) parts.push(t('map.clusterDegraded', { count: tally.degraded }))
  return parts.join(', ')
}
