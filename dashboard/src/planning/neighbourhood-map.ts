import { geoJSON, type LatLngBoundsLiteral } from 'leaflet'
import { useEffect, useState } from 'react'
import { readNeighbourhoodShapes } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { usualBounds } from '../map/bounds.ts'
import { hasMaker, isOverMap, useGround } from '../map/ground/ground.ts'
import { useLeafletMap } from '../map/leaflet-map.ts'
import { useColour } from '../theme/colour.ts'
import type { Place } from './trial.ts'

/** A map of the neighbourhoods' shapes over the streets, which begins where these places are. */
export function useNeighbourhoodMap(places: readonly Place[]): ReturnType<typeof useLeafletMap> {
  const { settings } = useCity()
  const overMap = isOverMap(settings)
  const colour = useColour()
  const { data: shapes } = useResource(readNeighbourhoodShapes, {})
  const [bounds] = useState<LatLngBoundsLiteral>(() => {
    const [west, south, east, north] = usualBounds(places) ?? [-100, 19, -99, 20]
    return [
      [south, west],
      [north, east],
    ]
  })
  const made = useLeafletMap({
    bounds,
    boundsOptions: { padding: [32, 32], maxZoom: 15 },
    ...{ minZoom: 3, maxZoom: 19, attributionControl: hasMaker(settings), scrollWheelZoom: false },
  })
  const { map } = made
  useGround(map)
  useEffect(() => {
    if (!map || !shapes) return
    const style = { weight: 1, color: colour('map-line'), fillColor: colour('map-land'), fillOpacity: overMap ? 0 : 1 }
    const layer = geoJSON(shapes, { style: () => style, interactive: false }).addTo(map)
    layer.bringToBack()
    return () => {
      layer.remove()
    }
  }, [map, shapes, overMap, colour])
  return made
}
