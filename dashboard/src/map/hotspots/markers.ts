import { LayerGroup, type Map as LeafletMap, Marker } from 'leaflet'
import type { MapItem } from './cluster-index.ts'
import { fanOut } from './fan-out.ts'
import { HOTSPOT_SIZE, iconOf, type Look, signatureOf } from './icons.ts'

interface Entry {
  marker: Marker
  signature: string
  item: MapItem
}

/** The markers on the map, by the key of what they show. */
export interface Markers {
  layer: LayerGroup
  shown: Map<string, Entry>
  look: Look
  /** A marker is pressed. */
  follow: (item: MapItem) => void
}

export const addMarkers = (map: LeafletMap, look: Look, follow: Markers['follow']): Markers => ({
  layer: new LayerGroup().addTo(map),
  shown: new Map(),
  look,
  follow,
})

/** Has the map show exactly these; markers that stay the same are not touched. */
export function showItems(markers: Markers, items: MapItem[]): void {
  const offsets = fanOut(items, HOTSPOT_SIZE)
  const gone = new Set(markers.shown.keys())
  items.forEach((item, position) => {
    gone.delete(item.key)
    showItem(markers, item, offsets[position] ?? [0, 0])
  })
  for (const key of gone) {
    const entry = markers.shown.get(key)
    if (entry) markers.layer.removeLayer(entry.marker)
    markers.shown.delete(key)
  }
}

function showItem({ layer, shown, look, follow }: Markers, item: MapItem, offset: readonly [number, number]): void {
  const signature = signatureOf(item, offset, look)
  const known = shown.get(item.key)
  if (!known) {
    const marker = new Marker([item.latitude, item.longitude], {
      icon: iconOf(item, offset, look),
      keyboard: false,
      riseOnHover: true,
      zIndexOffset: item.tally.down > 0 ? 500 : 0,
    })
    const entry = { marker, signature, item }
    marker.on('click', () => follow(entry.item))
    shown.set(item.key, entry)
    layer.addLayer(marker)
  } else if (known.signature !== signature) {
    known.marker.setIcon(iconOf(item, offset, look))
    known.signature = signature
    known.item = item
  }
}

export function clearMarkers({ layer, shown }: Markers): void {
  layer.clearLayers()
  shown.clear()
}
