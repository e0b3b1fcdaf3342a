import { type Circle, circle, divIcon, type Map as LeafletMap, Marker } from 'leaflet'
import { type RefObject, useEffect, useRef } from 'react'
import { type Colour, useColour } from '../theme/colour.ts'
import { type MapPick, type Place, rounded } from './trial.ts'

/** What is done when a mark is pressed, and while it is dragged. */
export interface OnPicks {
  onPick: ((key: number) => void) | undefined
  onDrag: ((key: number, place: Place) => void) | undefined
  /** It was let go. */
  onDropped?: () => void
}

interface Mark {
  marker: Marker
  around: Circle | undefined
}

/** Marks of the picks: each is kept while its pick stands, so that one can be dragged while all is drawn again. */
export function usePickMarks(
  map: LeafletMap | undefined,
  picks: readonly MapPick[],
  reach: number | undefined,
  told: RefObject<OnPicks>,
): void {
  const marks = useRef(new Map<number, Mark>())
  const colour = useColour()
  useEffect(() => {
    if (!map) return
    const standing = new Set(picks.map(({ key }) => key))
    for (const [key, { marker, around }] of marks.current) {
      if (standing.has(key)) continue
      marker.remove()
      around?.remove()
      marks.current.delete(key)
    }
    for (const pick of picks) {
      const known = marks.current.get(pick.key)
      if (known) moved(known, pick)
      else marks.current.set(pick.key, marked(map, pick, { reach, told, colour }))
    }
  }, [map, picks, reach, told, colour])
  // biome-ignore lint/correctness/useExhaustiveDependencies: in other colours all are drawn anew
  useEffect(() => {
    const drawn = marks.current
    return () => {
      if (!map) return
      for (const { marker, around } of drawn.values()) {
        marker.remove()
        around?.remove()
      }
      drawn.clear()
    }
  }, [map, colour])
}

function moved({ marker, around }: Mark, { latitude, longitude }: MapPick): void {
  const { lat, lng } = marker.getLatLng()
  if (rounded(lat) === rounded(latitude) && rounded(lng) === rounded(longitude)) return
  marker.setLatLng([latitude, longitude])
  around?.setLatLng([latitude, longitude])
}

/** Pixels of the map, by arrow; with the shift key more. */
const STEP = 5
const WIDE_STEP = 40
const arrows: Partial<Record<string, [number, number]>> = {
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
}

function stepOf({ key, shiftKey }: KeyboardEvent): [number, number] | undefined {
  const arrow = arrows[key]
  const size = shiftKey ? WIDE_STEP : STEP
  return arrow && [arrow[0] * size, arrow[1] * size]
}

function marked(
  map: LeafletMap,
  { key, name, order, latitude, longitude }: MapPick,
  { reach, told, colour }: { reach: number | undefined; told: RefObject<OnPicks>; colour: Colour },
): Mark {
  const icon = divIcon({ className: 'planning-pick', html: order > 0 ? String(order) : '+', iconSize: [26, 26] })
  const look = { weight: 1, color: colour('accent'), fillOpacity: 0.06, interactive: false }
  const around = reach === undefined ? undefined : circle([latitude, longitude], { radius: reach, ...look }).addTo(map)
  const marker = new Marker([latitude, longitude], {
    ...{ icon, draggable: told.current.onDrag !== undefined, alt: name, title: name, autoPanOnFocus: false },
  }).addTo(map)
  const follow = () => {
    const { lat, lng } = marker.getLatLng()
    around?.setLatLng([lat, lng])
    told.current.onDrag?.(key, { latitude: rounded(lat), longitude: rounded(lng) })
  }
  marker.on('click', () => told.current.onPick?.(key))
  marker.on('drag', follow)
  marker.on('dragend', () => {
    follow()
    told.current.onDropped?.()
  })
  const element = marker.getElement()
  if (told.current.onDrag)
    element?.addEventListener('keydown', (event) => {
      const step = stepOf(event)
      if (!step) return
      // The arrows would move the map, and the page.
      event.preventDefault()
      event.stopPropagation()
      marker.setLatLng(map.containerPointToLatLng(map.latLngToContainerPoint(marker.getLatLng()).add(step)))
      map.panInside(marker.getLatLng(), { padding: [40, 40] })
      follow()
    })
  // Leaflet would move the map under the hand that takes a mark near its edge; who comes by keyboard must see it.
  element?.addEventListener('focus', () => {
    if (element.matches(':focus-visible')) map.panInside(marker.getLatLng(), { padding: [40, 40] })
  })
  return { marker, around }
}
