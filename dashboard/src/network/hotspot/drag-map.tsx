import { divIcon, type Map as LeafletMap, Marker } from 'leaflet'
import { useEffect, useRef, useState } from 'react'
import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'
import { hasMaker, useGround } from '../../map/ground/ground.ts'
import { useLeafletMap } from '../../map/leaflet-map.ts'
import { useSurroundings } from '../surroundings.ts'

export interface Place {
  latitude: number
  longitude: number
}

/** Degrees on each side of the place that the map shows at first: some hundred metres. */
const SHOWN = 0.004
/** Six decimals are a tenth of a metre. */
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6
const isPlace = ({ latitude, longitude }: Place) => Number.isFinite(latitude) && Number.isFinite(longitude)

interface DragProps {
  /** What the mark is called. */
  name: string
  place: Place
  /** Absent: it stays where it is. */
  onPlace?: ((place: Place) => void) | undefined
  /** Of the hotspot itself, which is not drawn among its neighbours. */
  id?: number
}

/** A map with one mark; around it the city's neighbourhoods and hotspots. */
export function DragMap({ name, place, onPlace, id }: DragProps) {
  const t = useText()
  const { settings } = useCity()
  const [first] = useState(place)
  const { container, map } = useLeafletMap({
    bounds: [
      [first.latitude - SHOWN, first.longitude - SHOWN],
      [first.latitude + SHOWN, first.longitude + SHOWN],
    ],
    boundsOptions: {},
    minZoom: 3,
    maxZoom: 19,
    attributionControl: hasMaker(settings),
    scrollWheelZoom: false,
  })
  useGround(map)
  useSurroundings(map, first, id)
  useMark(map, { label: t('item.marker', { name }), place, onPlace })
  return <div ref={container} className="place-map" role="application" aria-label={t('item.place')} />
}

function useMark(
  map: LeafletMap | undefined,
  { label, place, onPlace }: { label: string } & Omit<DragProps, 'name' | 'id'>,
) {
  const current = useRef(onPlace)
  current.current = onPlace
  const mark = useRef<Marker>(undefined)
  const first = useRef(place)
  const mayMove = onPlace !== undefined
  useEffect(() => {
    if (!map) return
    const { latitude, longitude } = first.current
    const icon = divIcon({ className: 'place-mark', iconSize: [28, 28], iconAnchor: [14, 28] })
    const made = new Marker([latitude, longitude], { icon, draggable: mayMove, alt: label, title: label }).addTo(map)
    made.on('dragend', () => {
      const { lat, lng } = made.getLatLng().wrap()
      current.current?.({ latitude: rounded(lat), longitude: rounded(lng) })
    })
    mark.current = made
    return () => {
      made.remove()
    }
  }, [map, mayMove, label])
  const { latitude, longitude } = place
  useEffect(() => {
    first.current = { latitude, longitude }
    if (!map || !isPlace({ latitude, longitude })) return
    mark.current?.setLatLng([latitude, longitude])
    if (!map.getBounds().contains([latitude, longitude])) map.panTo([latitude, longitude], { animate: false })
  }, [map, latitude, longitude])
}
