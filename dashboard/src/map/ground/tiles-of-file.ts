import { DomUtil, GridLayer, type Layer, type Map as LeafletMap } from 'leaflet'
import { leafletLayer } from 'protomaps-leaflet'

interface Look {
  /** Of a PMTiles file, which is read by ranges. */
  url: string
  language: string
  isDark: boolean
  /** HTML. */
  attribution: string
  /** The last zoom level that the file has tiles of. */
  maxDataZoom: number
}

// The library looks for Leaflet where a page's own script would leave it.
Object.assign(globalThis, { L: { DomUtil, GridLayer } })

/** Draws a file of vector tiles below everything else. @returns takes it away again */
export function addTilesOfFile(map: LeafletMap, { url, language, isDark, attribution, maxDataZoom }: Look): () => void {
  const layer = leafletLayer({
    ...{ url, attribution, maxDataZoom },
    flavor: isDark ? 'dark' : 'light',
    lang: language,
  }) as unknown as Layer
  layer.addTo(map)
  return () => {
    layer.remove()
  }
}
