import { Canvas, circleMarker, geoJSON, type LatLngBoundsLiteral, layerGroup } from 'leaflet'
import { useEffect, useState } from 'react'
import { readNeighbourhoodShapes, type SitePlanComparison } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { usualBounds } from '../map/bounds.ts'
import { hasMaker, isOverMap, useGround } from '../map/ground/ground.ts'
import { useLeafletMap } from '../map/leaflet-map.ts'
import { plainText } from '../map/plain-text.ts'
import { useColour } from '../theme/colour.ts'

interface Props {
  sites: SitePlanComparison['sites']
  /** Which two plans, by their place in the comparison. */
  pair: readonly [number, number]
  /** Cells that the first alone covers, and the second alone. */
  cells: readonly [SitePlanComparison['cells'], SitePlanComparison['cells']]
  /** Names of their colours. */
  colours: readonly [string, string]
}

/** Cells that one of two plans covers and the other does not, and their sites. */
export function DifferenceMap({ sites, pair, cells, colours }: Props) {
  const t = useText()
  const { settings } = useCity()
  const overMap = isOverMap(settings)
  const colour = useColour()
  const { data: shapes } = useResource(readNeighbourhoodShapes, {})
  const [bounds] = useState<LatLngBoundsLiteral>(() => {
    const [west, south, east, north] = usualBounds(sites) ?? [-100, 19, -99, 20]
    return [
      [south, west],
      [north, east],
    ]
  })
  const { container, map } = useLeafletMap({
    bounds,
    boundsOptions: { padding: [32, 32], maxZoom: 15 },
    ...{ minZoom: 3, maxZoom: 19, attributionControl: hasMaker(settings), scrollWheelZoom: false },
  })
  useGround(map)
  useEffect(() => {
    if (!map || !shapes) return
    const style = { weight: 1, color: colour('map-line'), fillColor: colour('map-land'), fillOpacity: overMap ? 0 : 1 }
    const layer = geoJSON(shapes, { style: () => style, interactive: false })
    layer.addTo(map).bringToBack()
    return () => {
      layer.remove()
    }
  }, [map, shapes, overMap, colour])
  const [a, b] = pair
  const [ofFirst, ofSecond] = colours
  useEffect(() => {
    if (!map) return
    const renderer = new Canvas({ pane: 'shadowPane' })
    const fills = [colour(ofFirst), colour(ofSecond)] as const
    const marks = [
      ...cells.flatMap((own, side) =>
        own.map(({ latitude, longitude }) =>
          circleMarker([latitude, longitude], {
            ...{ renderer, radius: 3, stroke: false, fillColor: fills[side]!, fillOpacity: 0.45, interactive: false },
          }),
        ),
      ),
      ...sites
        .filter(({ in: those }) => those.includes(a) || those.includes(b))
        .map(({ name, latitude, longitude, in: those }) => {
          const isBoth = those.includes(a) && those.includes(b)
          const fillColor = isBoth ? colour('paper') : fills[those.includes(a) ? 0 : 1]
          const edge = colour(isBoth ? 'ink' : 'mark-edge')
          const look = { renderer, radius: 7, weight: 2, color: edge, fillColor, fillOpacity: 1 }
          return circleMarker([latitude, longitude], look).bindTooltip(plainText(name))
        }),
    ]
    const layer = layerGroup(marks).addTo(map)
    return () => {
      layer.remove()
      renderer.remove()
    }
  }, [map, sites, cells, ofFirst, ofSecond, a, b, colour])
  return (
    <div
      ref={container}
      className="place-map planning-map"
      role="application"
      aria-label={t('planning.differenceMap')}
    />
  )
}
