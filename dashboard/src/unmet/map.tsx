import { circleMarker, geoJSON, type LatLngBoundsLiteral, layerGroup } from 'leaflet'
import { useEffect, useState } from 'react'
import { readNeighbourhoodShapes, type UnmetDemand } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { NO_VALUE } from '../map/areas/classes.ts'
import { hasMaker, isOverMap, useGround } from '../map/ground/ground.ts'
import { useLeafletMap } from '../map/leaflet-map.ts'
import { plainText } from '../map/plain-text.ts'
import { NONE } from '../parts/format.ts'
import { useColour } from '../theme/colour.ts'
import { crowdedColour } from './classes.ts'

const anywhere: LatLngBoundsLiteral = [
  [19, -100],
  [20, -99],
]

/** Neighbourhoods by the people for each place, and hotspots that are full, larger where more find none. */
export function UnmetMap({ of }: { of: UnmetDemand }) {
  const t = useText()
  const { format, settings } = useCity()
  const overMap = isOverMap(settings)
  const colour = useColour()
  const { data: shapes } = useResource(readNeighbourhoodShapes, {})
  const [start] = useState({
    ...{ bounds: anywhere, boundsOptions: {}, minZoom: 3, maxZoom: 19, attributionControl: hasMaker(settings) },
    ...{ scrollWheelZoom: false, preferCanvas: true },
  })
  const { container, map } = useLeafletMap(start)
  useGround(map)
  useEffect(() => {
    if (!map || !shapes) return
    const byId = new Map(of.areas.map((area) => [area.id, area]))
    const layer = geoJSON(shapes, {
      style: (feature) => {
        const area = byId.get(Number(feature?.id))
        const fillColor = area ? crowdedColour(area.peopleForEach) : NO_VALUE
        return { weight: 0.8, color: colour('map-line'), fillColor, fillOpacity: overMap ? 0.6 : 0.95 }
      },
    })
    layer.bindTooltip(
      (path) => {
        const area = byId.get(Number((path as unknown as { feature?: GeoJSON.Feature }).feature?.id))
        if (!area) return NONE
        const each = area.peopleForEach === null ? t('unmet.noPlaces') : format.count(area.peopleForEach)
        return plainText(`${area.name} · ${t('unmet.peopleForEach')}: ${each}`)
      },
      { sticky: true },
    )
    layer.addTo(map).bringToBack()
    if (layer.getBounds().isValid()) map.fitBounds(layer.getBounds())
    return () => {
      layer.remove()
    }
  }, [map, shapes, overMap, of, t, format, colour])
  useEffect(() => {
    if (!map) return
    const marks = of.hotspots.map(({ name, latitude, longitude, offered, carried, places }) => {
      const radius = 5 + 10 * Math.min(1, (offered - carried) / places)
      const look = { radius, weight: 2, color: colour('mark-edge'), fillColor: colour('down'), fillOpacity: 0.85 }
      const words = `${name} · ${t('unmet.noPlace')}: ${format.decimal(offered - carried, 1)}`
      return circleMarker([latitude, longitude], look).bindTooltip(plainText(words))
    })
    const layer = layerGroup(marks).addTo(map)
    return () => {
      layer.remove()
    }
  }, [map, of, t, format, colour])
  return <div ref={container} className="place-map planning-map" role="application" aria-label={t('unmet.title')} />
}
