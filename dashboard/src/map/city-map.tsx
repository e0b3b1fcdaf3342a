import { CRS, type FitBoundsOptions, type LatLngBoundsLiteral, type Map as LeafletMap } from 'leaflet'
import { useEffect, useMemo, useState } from 'react'
import { MapContainer, TileLayer, useMap } from 'react-leaflet'
import type { Neighbourhood, NeighbourhoodShapes } from '../../../server/api/contract.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { usualBounds } from './bounds.ts'
import { type Classes, coveredClasses, withoutInternetClasses } from './classes.ts'
import { type Bounds, type ClusterIndex, LAST_CLUSTER_ZOOM } from './cluster-index.ts'
import { HotspotLayer } from './hotspot-layer.tsx'
import { LayerChoice } from './layer-choice.tsx'
import { Legend } from './legend.tsx'
import { type Measure, NeighbourhoodLayer } from './neighbourhood-layer.tsx'

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

/** As in the styles. */
const NARROW = '(max-width: 760px)'
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
  const [map, setMap] = useState<LeafletMap | null>(null)
  const whole = useMemo(() => usualBounds(index.hotspots()) ?? WORLD, [index])
  const classes = useMemo<Classes | undefined>(() => {
    if (measure !== 'withoutInternet') return measure && coveredClasses
    return withoutInternetClasses(
      Array.from(byId.values(), (row) => row.withoutInternet).filter((share) => share !== null),
    )
  }, [measure, byId])

  useEffect(() => {
    if (!map) return
    const element = map.getContainer()
    element.setAttribute('role', 'application')
    element.setAttribute('aria-label', t('map.label'))
    element.setAttribute('aria-description', t('map.help'))
  }, [map, t])

  return (
    <>
      <MapContainer
        ref={setMap}
        crs={CRS.EPSG3857}
        bounds={corners(whole)}
        boundsOptions={FIT}
        minZoom={3}
        maxZoom={19}
        zoomSnap={settings.tiles ? 1 : 0.5}
        zoomControl={false}
        attributionControl={settings.tiles !== null}
        className="map"
      >
        {settings.tiles ? (
          <TileLayer url={settings.tiles.url} attribution={settings.tiles.attribution} maxZoom={19} />
        ) : null}
        {shapes ? (
          <NeighbourhoodLayer
            shapes={shapes}
            byId={byId}
            measure={measure}
            classes={classes}
            chosen={props.neighbourhoodId}
            overTiles={settings.tiles !== null}
            goThere={index.size === 0}
          />
        ) : null}
        <HotspotLayer chosen={hotspotId} onHotspot={props.onHotspot} />
        <ShowHotspot index={index} id={hotspotId} />
      </MapContainer>
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

/** Brings the hotspot whose panel is open into view, near enough to stand alone, and keeps the map's size right. */
function ShowHotspot({ index, id }: { index: ClusterIndex; id: number | undefined }) {
  const map = useMap()
  useEffect(() => {
    const observer = new ResizeObserver(() => map.invalidateSize({ animate: false }))
    observer.observe(map.getContainer())
    return () => observer.disconnect()
  }, [map])

  const hotspot = id === undefined ? undefined : index.hotspot(id)
  useEffect(() => {
    if (!hotspot) return
    const place = { lat: hotspot.latitude, lng: hotspot.longitude }
    map.invalidateSize({ animate: false })
    const zoom = map.getZoom() < LAST_CLUSTER_ZOOM ? LAST_CLUSTER_ZOOM + 1 : map.getZoom()
    // On a narrow screen the panel covers the lower part of the map.
    const covered = matchMedia(NARROW).matches ? map.getSize().y * 0.31 : 0
    const centre = map.unproject(map.project(place, zoom).add([0, covered]), zoom)
    if (zoom !== map.getZoom()) map.flyTo(centre, zoom, { duration: 0.5 })
    else if (covered > 0 || !map.getBounds().pad(-0.1).contains(place)) map.panTo(centre)
  }, [map, hotspot])
  return null
}
