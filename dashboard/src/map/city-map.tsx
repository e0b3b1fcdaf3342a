import type { FitBoundsOptions, LatLngBoundsLiteral } from 'leaflet'
import { useMemo } from 'react'
import type { Neighbourhood, NeighbourhoodShapes } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { usualBounds } from './bounds.ts'
import { type Classes, coveredClasses, withoutInternetClasses } from './classes.ts'
import type { Bounds, ClusterIndex } from './cluster-index.ts'
import { HotspotLayer } from './hotspot-layer.tsx'
import { LayerChoice } from './layer-choice.tsx'
import { useLeafletMap, useTiles } from './leaflet-map.ts'
import { Legend } from './legend.tsx'
import { type Measure, NeighbourhoodLayer } from './neighbourhood-layer.tsx'
import { useShownHotspot } from './shown-hotspot.ts'

interface Props {
  index: ClusterIndex
  shapes: NeighbourhoodShapes | undefined
  byId: Map<number, Neighbourhood>
  measure: Measure | undefined
  onMeasure: (measure: Measure | undefined) => void
  hotspotId: number | undefined
  neighbourhoodId: number | undefined
  onHotspot: (id: number) => void
}

/** Markers reach beyond their place. */
const FIT: FitBoundsOptions = { padding: [24, 24] }
const WORLD: Bounds = [-170, -55, 170, 70]
const corners = ([west, south, east, north]: Bounds): LatLngBoundsLiteral => [
  [south, west],
  [north, east],
]

export function CityMap(props: Props) {
  const { index, shapes, byId, measure, hotspotId } = props
  const t = useText()
  const { settings } = useCity()
  const whole = useMemo(() => usualBounds(index.hotspots()) ?? WORLD, [index])
  const { container, map } = useLeafletMap({
    bounds: corners(whole),
    boundsOptions: FIT,
    minZoom: 3,
    maxZoom: 19,
    zoomSnap: settings.tiles ? 1 : 0.5,
    zoomControl: false,
    attributionControl: settings.tiles !== null,
  })
  useTiles(map, settings.tiles)
  useShownHotspot(map, hotspotId === undefined ? undefined : index.hotspot(hotspotId))
  const classes = useMemo<Classes | undefined>(() => {
    if (measure !== 'withoutInternet') return measure && coveredClasses
    return withoutInternetClasses(
      Array.from(byId.values(), (row) => row.withoutInternet).filter((share) => share !== null),
    )
  }, [measure, byId])

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
          map={map}
          shapes={shapes}
          byId={byId}
          measure={measure}
          classes={classes}
          chosen={props.neighbourhoodId}
          overTiles={settings.tiles !== null}
          goThere={index.size === 0}
        />
      ) : null}
      {map ? <HotspotLayer map={map} chosen={hotspotId} onHotspot={props.onHotspot} /> : null}
      <div className="map-controls">
        <div className="zoom">
          <button type="button" aria-label={t('map.zoomIn')} title={t('map.zoomIn')} onClick={() => map?.zoomIn()}>
            +
          </button>
          <button type="button" aria-label={t('map.zoomOut')} title={t('map.zoomOut')} onClick={() => map?.zoomOut()}>
            −
          </button>
          <button
            type="button"
            aria-label={t('map.whole')}
            title={t('map.whole')}
            onClick={() => map?.fitBounds(corners(whole), FIT)}
          >
            ⤢
          </button>
        </div>
        <LayerChoice measure={measure} choose={props.onMeasure} />
      </div>
      <Legend measure={measure} classes={classes} />
    </>
  )
}
