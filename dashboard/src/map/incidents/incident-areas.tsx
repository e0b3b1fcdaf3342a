import { LayerGroup, type Map as LeafletMap, Polygon, SVG } from 'leaflet'
import { useEffect, useMemo, useRef } from 'react'
import { type IncidentArea, readIncidentAreas } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useResource } from '../../data/resource.ts'
import { useText } from '../../languages/index.ts'
import type { ClusterIndex } from '../hotspots/cluster-index.ts'
import { plainText } from '../plain-text.ts'
import { outlineOf } from './hull.ts'

interface Props {
  map: LeafletMap
  index: ClusterIndex
  /** The incident whose panel is open. */
  chosen: number | undefined
  onIncident: (id: number) => void
}

/** Metres around each hotspot. */
const AROUND = 90
/** Names are written on so many, those that leave most residents without service; pointing tells those of the rest. */
const NAMED = 3
/** Of fewer hotspots an area is told by its marker. */
const LEAST = 2
const PANE = 'incidents'
/** Over the neighbourhoods, under the drawn streets. */
const ORDER = '430'

interface Outline {
  area: IncidentArea
  corners: Array<[number, number]>
}

/** Incidents that go on, each as the outline of its hotspots with its name; the chosen one is gone to. */
export function IncidentAreas({ map, index, chosen, onIncident }: Props) {
  const t = useText()
  const { incidents } = useCity()
  const { data, reload } = useResource(readIncidentAreas, {})
  const press = useRef(onIncident)
  press.current = onIncident
  // The list is read again whenever an incident changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as often as the list
  useEffect(reload, [incidents.data, reload])
  const outlines = useMemo(() => outlinesOf(data?.areas ?? [], index, chosen), [data, index, chosen])
  useEffect(() => {
    const pane = map.getPane(PANE) ?? map.createPane(PANE)
    pane.style.zIndex = ORDER
    // Not a canvas: that would keep the pointer from what lies below it.
    const renderer = new SVG({ pane: PANE, padding: 0.3 })
    const layer = new LayerGroup()
    outlines.forEach(({ area, corners }, at) => {
      const isChosen = area.id === chosen
      const words = ['incident-area', area.kind, isChosen ? 'is-chosen' : '', area.silenced ? 'is-silenced' : '']
      const shape = new Polygon(corners, { className: words.join(' '), renderer })
      const permanent = at < NAMED || isChosen
      const name = `${t(`incidents.cause.${area.cause}`)} ${area.name}`
      shape.bindTooltip(plainText(name), {
        permanent,
        sticky: !permanent,
        direction: 'top',
        className: 'incident-name',
      })
      shape.on('click', () => press.current(area.id))
      layer.addLayer(shape)
    })
    layer.addTo(map)
    return () => {
      layer.remove()
      renderer.remove()
    }
  }, [map, outlines, chosen, t])
  useShown(map, outlines.find(({ area }) => area.id === chosen)?.corners)
  return null
}

function outlinesOf(areas: readonly IncidentArea[], index: ClusterIndex, chosen: number | undefined): Outline[] {
  return areas.flatMap((area) => {
    if (area.hotspots.length < LEAST && area.id !== chosen) return []
    const places = area.hotspots.flatMap((id) => index.hotspot(id) ?? [])
    const corners = outlineOf(places, AROUND).map(({ latitude, longitude }): [number, number] => [latitude, longitude])
    return corners.length > 0 ? [{ area, corners }] : []
  })
}

/** Brings the chosen incident's area into view, once. */
function useShown(map: LeafletMap, corners: Outline['corners'] | undefined): void {
  const key = corners ? JSON.stringify(corners[0]) : undefined
  const shown = useRef<string>(undefined)
  useEffect(() => {
    if (key === shown.current) return
    shown.current = key
    if (!corners) return
    map.invalidateSize({ animate: false })
    map.flyToBounds(new Polygon(corners).getBounds(), { padding: [50, 50], maxZoom: 16, duration: 0.5 })
  }, [map, corners, key])
}
