import { type Map as LeafletMap, TileLayer } from 'leaflet'
import { useEffect, useState } from 'react'
import type { Settings } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useLanguage } from '../../languages/index.ts'
import { useColour } from '../../theme/colour.ts'
import { useIsDark } from '../../theme/theme.ts'

type Given = Pick<Settings, 'tiles' | 'baseMap'>

/** Whether there is an opaque map below everything else, through which shapes must let it show. */
export const isOverMap = ({ tiles, baseMap }: Given): boolean => tiles !== null || baseMap?.kind === 'pmtiles'

/** Whether the map has to say whose it is. */
export const hasMaker = ({ tiles, baseMap }: Given): boolean => tiles !== null || Boolean(baseMap?.attribution)

/**
 * Streets below everything else on `map`, as far as the city has any: of a tile server, or of Plaza's own. What draws
 * them is fetched when it is wanted.
 *
 * @returns whether they could not be had
 */
export function useGround(map: LeafletMap | undefined): boolean {
  const { tiles, baseMap } = useCity().settings
  const language = useLanguage()
  const isDark = useIsDark()
  const colour = useColour()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (!map || !tiles) return
    const layer = new TileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: map.getMaxZoom() }).addTo(map)
    return () => {
      layer.remove()
    }
  }, [map, tiles])
  useEffect(() => {
    if (!map || baseMap?.kind !== 'pmtiles') return
    const { url, attribution, maxZoom } = baseMap
    const look = { url, language, isDark, attribution: escaped(attribution), maxDataZoom: maxZoom ?? 0 }
    return whenLoaded(
      import('./tiles-of-file.ts'),
      ({ addTilesOfFile }) => addTilesOfFile(map, look),
      () => setFailed(true),
    )
  }, [map, baseMap, isDark, language])
  useEffect(() => {
    if (!map || baseMap?.kind !== 'geojson') return
    return whenLoaded(
      import('./drawn-streets.ts').then(async (drawing) => ({
        ...drawing,
        streets: await drawing.readStreets(baseMap.url),
      })),
      ({ addDrawnStreets, streets }) => addDrawnStreets(map, streets, colour),
      () => setFailed(true),
    )
  }, [map, baseMap, colour])
  return failed
}

/** Does `work` once `loading` is over, unless it was called off before. @returns calls it off, or undoes it */
function whenLoaded<T>(loading: Promise<T>, work: (loaded: T) => () => void, fail: () => void): () => void {
  let isOff = false
  let undo = () => {}
  loading.then(
    (loaded) => {
      if (!isOff) undo = work(loaded)
    },
    () => {
      if (!isOff) fail()
    },
  )
  return () => {
    isOff = true
    undo()
  }
}

/** As Leaflet takes text: as HTML. */
function escaped(text: string): string {
  const element = document.createElement('span')
  element.textContent = text
  return element.innerHTML
}
