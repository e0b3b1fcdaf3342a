import { Canvas, circleMarker, layerGroup } from 'leaflet'
import { useEffect, useRef } from 'react'
import { useText } from '../languages/index.ts'
import { plainText } from '../map/plain-text.ts'
import { useColour } from '../theme/colour.ts'
import { useNeighbourhoodMap } from './neighbourhood-map.ts'
import { usePickMarks } from './pick-marks.ts'
import { type MapPick, type Place, rounded } from './trial.ts'

interface Props {
  candidates: readonly (Place & { name: string })[]
  picks: readonly MapPick[]
  /** Metres around each pick. */
  reach?: number | undefined
  /** Latitude and longitude of cells that are covered first. */
  newCells?: readonly (readonly [number, number])[]
  onCandidate?: (number: number) => void
  onPick?: (key: number) => void
  /** Again and again while it is dragged, and once more when it is let go. */
  onDrag?: (key: number, place: Place) => void
  onPress?: (place: Place) => void
}

const CROWD = 3000
const dot = { radius: 5, weight: 1, fillOpacity: 0.9 }
const cell = { radius: 3, stroke: false, fillOpacity: 0.8, interactive: false }

/** The city with candidates, and the sites of a plan, which are dragged. */
export function PlanMap({ candidates, picks, reach, newCells, onCandidate, onPick, onDrag, onPress }: Props) {
  const t = useText()
  const colour = useColour()
  const { container, map } = useNeighbourhoodMap(picks.length > 0 ? picks : candidates)
  const isDropped = useRef(false)
  const onDropped = () => {
    isDropped.current = true
    setTimeout(() => {
      isDropped.current = false
    })
  }
  const told = useRef({ onCandidate, onPick, onDrag, onPress, onDropped })
  told.current = { onCandidate, onPick, onDrag, onPress, onDropped }
  useEffect(() => {
    if (!map) return
    // Of thousands the dots are small, or nothing would be seen between them; they are pressed as easily.
    const isCrowded = candidates.length > CROWD
    const renderer = new Canvas({ pane: 'shadowPane', tolerance: isCrowded ? 4 : 0 })
    const ofCell = { ...cell, fillColor: colour('new-cells') }
    const ofDot = { ...dot, ...(isCrowded && { radius: 2 }), color: colour('muted'), fillColor: colour('paper') }
    const cells = (newCells ?? []).map(([latitude, longitude]) =>
      circleMarker([latitude, longitude], { ...ofCell, renderer }),
    )
    const dots = candidates.map(({ latitude, longitude, name }, number) =>
      circleMarker([latitude, longitude], { ...ofDot, renderer, bubblingMouseEvents: false })
        .bindTooltip(plainText(name))
        .on('click', () => told.current.onCandidate?.(number)),
    )
    const layer = layerGroup([...cells, ...dots]).addTo(map)
    return () => {
      layer.remove()
      renderer.remove()
    }
  }, [map, candidates, newCells, colour])
  useEffect(() => {
    if (!map) return
    const press = ({ latlng }: { latlng: { lat: number; lng: number } }) => {
      // A site that is let go at the map's edge is a click on the map to the browser.
      if (!isDropped.current) told.current.onPress?.({ latitude: rounded(latlng.lat), longitude: rounded(latlng.lng) })
    }
    map.on('click', press)
    return () => {
      map.off('click', press)
    }
  }, [map])
  usePickMarks(map, picks, reach, told)
  return <div ref={container} className="place-map planning-map" role="application" aria-label={t('planning.map')} />
}
