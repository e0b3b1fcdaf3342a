import { Canvas, circleMarker, layerGroup } from 'leaflet'
import { useEffect } from 'react'
import type { SitePlanComparison } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { plainText } from '../map/plain-text.ts'
import { useColour } from '../theme/colour.ts'
import { useNeighbourhoodMap } from './neighbourhood-map.ts'

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
  const colour = useColour()
  const { container, map } = useNeighbourhoodMap(sites)
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
