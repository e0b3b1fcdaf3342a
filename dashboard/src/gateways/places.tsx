import { Canvas, circleMarker, latLngBounds, layerGroup } from 'leaflet'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { type GatewayHotspots, type GatewayListItem, readGatewayHotspots } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { hasMaker, useGround } from '../map/ground/ground.ts'
import { useLeafletMap } from '../map/leaflet-map.ts'
import { plainText } from '../map/plain-text.ts'
import { useSurroundings } from '../network/surroundings.ts'
import { useColour } from '../theme/colour.ts'

/** Where a gateway is, by the hotspots that hang on it. */
export function Places({ gateway: { id, name, hotspots } }: { gateway: GatewayListItem }) {
  const t = useText()
  const { format } = useCity()
  const { data } = useResource(hotspots > 0 ? readGatewayHotspots : undefined, { params: { id } })
  if (!data || data.places.length === 0) return null
  const { total, places } = data
  return (
    <div className="gateway-places">
      <h3>{t('gateways.places')}</h3>
      <SmallMap places={places} label={t('gateways.placesOf', { name })} />
      <p className="muted">
        {total > places.length
          ? t('gateways.placesSome', { shown: format.count(places.length), total: format.count(total) })
          : t('gateways.placesAll', { count: total, number: format.count(total) })}{' '}
        <Link to={`/network?gateway=${id}`}>{t('gateways.placesList')}</Link>
      </p>
    </div>
  )
}

/** Around a single hotspot some hundred metres are shown. */
const CLOSEST_ZOOM = 16
const mark = { radius: 6, weight: 2, fillOpacity: 1 }

function SmallMap({ places, label }: { places: GatewayHotspots['places']; label: string }) {
  const { settings } = useCity()
  const colour = useColour()
  const bounds = latLngBounds(places.map(({ latitude, longitude }) => [latitude, longitude]))
  const middle = bounds.getCenter()
  const { container, map } = useLeafletMap({
    bounds: [
      [bounds.getSouth(), bounds.getWest()],
      [bounds.getNorth(), bounds.getEast()],
    ],
    boundsOptions: { padding: [24, 24], maxZoom: CLOSEST_ZOOM },
    minZoom: 3,
    maxZoom: 19,
    attributionControl: hasMaker(settings),
    scrollWheelZoom: false,
  })
  useGround(map)
  useSurroundings(map, { latitude: middle.lat, longitude: middle.lng }, undefined)
  useEffect(() => {
    if (!map) return
    const renderer = new Canvas({ pane: 'markerPane' })
    const marks = places.map(({ name, latitude, longitude }) =>
      circleMarker([latitude, longitude], {
        ...mark,
        color: colour('mark-edge'),
        fillColor: colour('accent-fill'),
        renderer,
      }).bindTooltip(plainText(name)),
    )
    const layer = layerGroup(marks).addTo(map)
    return () => {
      layer.remove()
      renderer.remove()
    }
  }, [map, places, colour])
  return <div ref={container} className="place-map" role="application" aria-label={label} />
}
