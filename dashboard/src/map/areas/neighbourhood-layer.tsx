import {
  Canvas,
  GeoJSON as GeoJsonLayer,
  type Map as LeafletMap,
  type LeafletMouseEvent,
  type Path,
  type PathOptions,
  Polygon,
  Tooltip,
} from 'leaflet'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Neighbourhood, NeighbourhoodShapes } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'
import { NONE } from '../../parts/format.ts'
import { useColour } from '../../theme/colour.ts'
import type { Colouring } from './colouring.ts'
import { paintOf } from './paint.ts'

interface Props {
  map: LeafletMap
  shapes: NeighbourhoodShapes
  byId: Map<number, Neighbourhood>
  /** Undefined: they are the ground alone. */
  colouring: Colouring | undefined
  /** Zoomed to and outlined. */
  chosen: number | undefined
  /** Whether there is a map of streets below, which must show through. */
  overMap: boolean
  /** Whether the shapes are all there is to look at: the map goes there. */
  goThere: boolean
}

const LINE = 0.8
const CHOSEN_LINE = 4

/** The neighbourhoods' shapes on one canvas: the ground of the map, filled by the measure that is chosen. */
export function NeighbourhoodLayer({ map, shapes, byId, colouring, chosen, overMap, goThere }: Props) {
  const describe = useDescription(byId)
  const layer = useShapes(map, shapes, describe)
  const colour = useColour()

  useEffect(() => {
    const line: PathOptions = { weight: LINE, color: colour('map-line') }
    const chosenLine: PathOptions = { weight: CHOSEN_LINE, color: colour('map-chosen') }
    const land = colour('map-land')
    layer?.setStyle((feature) => {
      const id = Number(feature?.id)
      const outline = id === chosen ? chosenLine : line
      if (!colouring) return { ...outline, fillColor: land, fillOpacity: overMap ? 0 : 1 }
      // What the canvas fills with: Leaflet's types know of colours only, and hand it on as it is.
      const fillColor = paintOf(colouring.fillOf(byId.get(id))) as string
      return { ...outline, fillColor, fillOpacity: overMap ? 0.6 : 0.95 }
    })
  }, [layer, byId, colouring, chosen, overMap, colour])

  useEffect(() => {
    if (goThere && layer?.getBounds().isValid()) map.fitBounds(layer.getBounds())
  }, [map, layer, goThere])

  useEffect(() => {
    if (chosen === undefined) return
    layer?.eachLayer((path) => {
      if (!(path instanceof Polygon) || idOf(path) !== chosen) return
      path.bringToFront()
      map.fitBounds(path.getBounds(), { maxZoom: 15, padding: [60, 60] })
    })
  }, [map, layer, chosen])

  return null
}

type Describe = (id: number) => HTMLElement | string

/** What is told of a neighbourhood that is pointed at; always as of now. */
function useDescription(byId: Props['byId']): RefObject<Describe> {
  const t = useText()
  const { format } = useCity()
  const describe = useRef<Describe>(() => '')
  describe.current = (id) => {
    const row = byId.get(id)
    if (!row) return String(id)
    return tooltip(row, [
      [t('neighbourhoods.population'), format.count(row.population)],
      [t('neighbourhoods.withoutInternet'), format.share(row.withoutInternet)],
      [t('neighbourhoods.marginalisation'), row.marginalisation ?? NONE],
      [t('neighbourhoods.covered'), format.share(row.covered)],
      [t('neighbourhoods.unchecked'), format.share(row.unchecked)],
      [t('neighbourhoods.hotspots'), format.count(row.hotspots)],
    ])
  }
  return describe
}

/** The shapes on the map, with a hint at the one that is pointed at. */
function useShapes(map: LeafletMap, shapes: NeighbourhoodShapes, describe: RefObject<Describe>) {
  const [layer, setLayer] = useState<GeoJsonLayer>()
  useEffect(() => {
    const hint = new Tooltip({ sticky: true, opacity: 1, className: 'neighbourhood-hint' })
    const renderer = new Canvas({ padding: 0.4 })
    const made = new GeoJsonLayer(shapes, { style: { weight: LINE, renderer } })
    const show = ({ propagatedFrom, latlng }: LeafletMouseEvent) => {
      const id = idOf(propagatedFrom)
      if (id !== undefined) hint.setContent(describe.current(id)).setLatLng(latlng).openOn(map)
    }
    made.on('mousemove', show)
    made.on('click', show)
    made.on('mouseout', () => hint.close())
    made.addTo(map)
    setLayer(made)
    return () => {
      hint.close()
      made.remove()
      renderer.remove()
    }
  }, [map, shapes, describe])
  return layer
}

const idOf = (path: Path): number | undefined => {
  const id = (path as Path & { feature?: GeoJSON.Feature }).feature?.id
  return id === undefined ? undefined : Number(id)
}

function tooltip(row: Neighbourhood, figures: Array<[string, string]>): HTMLElement {
  const element = document.createElement('div')
  const name = document.createElement('strong')
  name.textContent = row.borough ? `${row.name}, ${row.borough}` : row.name
  const list = document.createElement('dl')
  for (const [term, value] of figures) {
    const dt = document.createElement('dt')
    const dd = document.createElement('dd')
    dt.textContent = term
    dd.textContent = value
    list.append(dt, dd)
  }
  element.append(name, list)
  return element
}
