import type { FitBoundsOptions, LatLngBoundsLiteral, Map as LeafletMap } from 'leaflet'
import { useMemo } from 'react'
import type { CoverageRing, Neighbourhood, NeighbourhoodShapes } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { RingChoice } from '../parts/ring.tsx'
import { type Colouring, colouringBy, type Measure } from './areas/colouring.ts'
import { NeighbourhoodLayer } from './areas/neighbourhood-layer.tsx'
import { usualBounds } from './bounds.ts'
import { hasMaker, isOverMap, useGround } from './ground/ground.ts'
import type { Bounds, ClusterIndex } from './hotspots/cluster-index.ts'
import { HotspotLayer } from './hotspots/hotspot-layer.tsx'
import { IncidentAreas } from './incidents/incident-areas.tsx'
import { LayerChoice } from './layer-choice.tsx'
import { useLeafletMap } from './leaflet-map.ts'
import { Legend } from './legend.tsx'
import { useShownHotspot } from './shown-hotspot.ts'

interface Props {
  index: ClusterIndex
  shapes: NeighbourhoodShapes | undefined
  byId: Map<number, Neighbourhood>
  measure: Measure | undefined
  ring: CoverageRing
  onRing: (ring: CoverageRing) => void
  onMeasure: (measure: Measure | undefined) => void
  hotspotId: number | undefined
  incidentId: number | undefined
  neighbourhoodId: number | undefined
  onHotspot: (id: number) => void
  onIncident: (id: number) => void
}

/** Markers reach beyond their place. */
const FIT: FitBoundsOptions = { padding: [24, 24] }
const WORLD: Bounds = [-170, -55, 170, 70]
const corners = ([west, south, east, north]: Bounds): LatLngBoundsLiteral => [
  [south, west],
  [north, east],
]

/** Neighbourhoods, hotspots, and what to press on a Leaflet map. */
export function CityMap(props: Props) {
  const { index, shapes, byId, measure, ring, hotspotId } = props
  const t = useText()
  const { settings } = useCity()
  const whole = useMemo(() => usualBounds(index.hotspots()) ?? WORLD, [index])
  const { container, map } = useLeafletMap({
    bounds: corners(whole),
    boundsOptions: FIT,
    minZoom: 3,
    maxZoom: 19,
    zoomSnap: isOverMap(settings) ? 1 : 0.5,
    zoomControl: false,
    attributionControl: hasMaker(settings),
  })
  const hasNoGround = useGround(map)
  useShownHotspot(map, hotspotId === undefined ? undefined : index.hotspot(hotspotId))
  const colouring = useColouring(measure, byId)
  return (
    <>
      <div
        ref={container}
        className="map"
        role="application"
        aria-label={t('map.label')}
        aria-description={t('map.help')}
      />
      {map && shapes ? (
        <NeighbourhoodLayer
          {...{ map, shapes, byId, colouring }}
          chosen={props.neighbourhoodId}
          overMap={isOverMap(settings)}
          goThere={index.size === 0}
        />
      ) : null}
      {hasNoGround ? (
        <p className="map-note" role="alert">
          {t('map.groundFailed')}
        </p>
      ) : null}
      {map ? <IncidentAreas {...{ map, index }} chosen={props.incidentId} onIncident={props.onIncident} /> : null}
      {map ? <HotspotLayer map={map} chosen={hotspotId} onHotspot={props.onHotspot} /> : null}
      <div className="map-controls">
        <Zoom map={map} whole={whole} />
        <div className="map-choices">
          <LayerChoice measure={measure} choose={props.onMeasure} />
          {measure === 'covered' ? <RingChoice ring={ring} choose={props.onRing} /> : null}
        </div>
      </div>
      <Legend measure={measure} ring={ring} colouring={colouring} />
    </>
  )
}

/** How a measure fills the neighbourhoods; undefined without a measure. */
const useColouring = (measure: Measure | undefined, byId: Props['byId']): Colouring | undefined =>
  useMemo(() => measure && colouringBy(measure, [...byId.values()]), [measure, byId])

/** In, out, and back to the whole city. */
function Zoom({ map, whole }: { map: LeafletMap | undefined; whole: Bounds }) {
  const t = useText()
  const buttons = [
    ['map.zoomIn', '+', () => map?.zoomIn()],
    ['map.zoomOut', '−', () => map?.zoomOut()],
    ['map.whole', '⤢', () => map?.fitBounds(corners(whole), FIT)],
  ] as const
  return (
    <div className="zoom">
      {buttons.map(([name, sign, act]) => (
        <button key={name} type="button" aria-label={t(name)} title={t(name)} onClick={act}>
          {sign}
        </button>
      ))}
    </div>
  )
}
