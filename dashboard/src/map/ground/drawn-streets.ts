import { Canvas, GeoJSON as GeoJsonLayer, type Map as LeafletMap, type PathOptions } from 'leaflet'
import type { Colour } from '../../theme/colour.ts'
import type { Kind, Streets } from './labels.ts'
import { createNames } from './names-layer.ts'

/** @throws {Error} where they cannot be had */
export async function readStreets(url: string): Promise<Streets> {
  const response = await fetch(url, { credentials: 'same-origin' })
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return (await response.json()) as Streets
}

/** Over the neighbourhoods, under all points. */
const PANES = { lanes: 440, streets: 445, names: 450 } as const
/** Zoom level from which ways between avenues are drawn, and avenues as more than a line; and that of lanes. */
const WAYS_FROM = 13
const LANES_FROM = 14
/** Pixels of an avenue that is only a line. */
const THIN = 0.9

/** Pixels across, at a zoom level. */
const widths: Partial<Record<Kind, (zoom: number) => number>> = {
  avenue: (zoom) => Math.max(1.6, 2.2 * 1.55 ** (zoom - 12)),
  border: (zoom) => Math.max(1, 1.4 * 1.5 ** (zoom - 12)),
  lane: (zoom) => Math.max(1, 1.7 * 1.6 ** (zoom - 14)),
}

/** Draws streets, parks and names on canvases that no pointer meets. @returns takes them away again */
export function addDrawnStreets(map: LeafletMap, streets: Streets, colour: Colour): () => void {
  for (const [name, order] of Object.entries(PANES)) {
    const pane = map.getPane(`ground-${name}`) ?? map.createPane(`ground-${name}`)
    pane.style.zIndex = String(order)
    pane.style.pointerEvents = 'none'
  }
  const lanesOn = new Canvas({ pane: 'ground-lanes', padding: 0.3 })
  const streetsOn = new Canvas({ pane: 'ground-streets', padding: 0.3 })
  const layerOf = (kind: Kind, style: PathOptions, renderer = streetsOn) =>
    new GeoJsonLayer(streets.features.filter(({ properties }) => properties.kind === kind) as never, {
      interactive: false,
      style: () => ({ ...style, renderer }),
    })
  const line = (name: string): PathOptions => ({ color: colour(name), lineCap: 'round', lineJoin: 'round' })
  const area = (name: string): PathOptions => ({ stroke: false, fillColor: colour(name), fillOpacity: 1 })
  const lanes = layerOf('lane', line('map-lane'), lanesOn)
  const ways = (['border', 'avenue'] as const).flatMap((kind) => [
    { kind, more: 1.6, layer: layerOf(kind, line('map-avenue-edge')) },
    { kind, more: 0, layer: layerOf(kind, line('map-avenue')) },
  ])
  // Edges first: where ways cross, none is cut off.
  const inOrder = [...ways.filter(({ more }) => more > 0), ...ways.filter(({ more }) => more === 0)]
  const names = createNames(streets, colour, 'ground-names')
  const widen = () => {
    const zoom = map.getZoom()
    const isWide = zoom >= WAYS_FROM
    for (const { kind, more, layer } of ways) {
      const isEdge = more > 0
      layer.setStyle(
        isWide
          ? { stroke: true, weight: widths[kind]!(zoom) + more }
          : { stroke: kind === 'avenue' && isEdge, weight: THIN },
      )
    }
    lanes.setStyle({ weight: widths.lane!(zoom) })
    if (zoom >= LANES_FROM) lanes.addTo(map)
    else lanes.remove()
  }
  widen()
  map.on('zoomend', widen)
  const all = [
    layerOf('water', area('map-water')),
    layerOf('park', area('map-park')),
    ...inOrder.map(({ layer }) => layer),
    names,
  ]
  for (const layer of all) layer.addTo(map)
  return () => {
    map.off('zoomend', widen)
    for (const layer of [lanes, ...all]) layer.remove()
    for (const renderer of [lanesOn, streetsOn]) renderer.remove()
  }
}
