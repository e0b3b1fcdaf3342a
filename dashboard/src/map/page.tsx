import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { useSearchParams } from 'react-router'
import { readNeighbourhoodShapes } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { HotspotPanel } from '../hotspots/panel.tsx'
import { useText } from '../languages/index.ts'
import { useNeighbourhoods } from '../neighbourhoods/neighbourhoods.ts'
import { Failure, Loading } from '../notices.tsx'
import { CityMap } from './city-map.tsx'
import { Sidebar } from './sidebar.tsx'

const idIn = (text: string | null): number | undefined => (text && /^\d{1,15}$/.test(text) ? Number(text) : undefined)

/** The map with its list, and the panel of the hotspot that the address names. */
export function MapPage() {
  const t = useText()
  const { points, pointsError, readPoints } = useCity()
  useSyncExternalStore(points.subscribe, () => points.index)
  const [address, setAddress] = useSearchParams()
  const [listOpen, setListOpen] = useState(false)
  const hotspotId = idIn(address.get('hotspot'))
  const neighbourhoodId = idIn(address.get('neighbourhood'))
  const layer = address.get('layer')
  const measure = layer === 'withoutInternet' || layer === 'covered' ? layer : undefined
  const neighbourhoods = useNeighbourhoods()
  // Shapes weigh megabytes: the hotspots come first.
  const [later, setLater] = useState(false)
  const shapes = useResource(later ? readNeighbourhoodShapes : undefined, {})
  const ready = points.index !== undefined
  useEffect(() => {
    if (ready || pointsError) setLater(true)
  }, [ready, pointsError])

  const put = useCallback(
    (name: string, value: string | undefined) =>
      setAddress(
        (before) => {
          const next = new URLSearchParams(before)
          if (value === undefined) next.delete(name)
          else next.set(name, value)
          return next
        },
        { replace: name !== 'hotspot' },
      ),
    [setAddress],
  )
  const open = useCallback(
    (id: number) => {
      setListOpen(false)
      put('hotspot', String(id))
    },
    [put],
  )
  const close = useCallback(() => put('hotspot', undefined), [put])

  return (
    <div className="map-page" data-panel={hotspotId !== undefined} data-list={listOpen}>
      <Sidebar chosen={hotspotId} onHotspot={open} onClose={() => setListOpen(false)} />
      <div className="map-area">
        {points.index ? (
          <CityMap
            index={points.index}
            shapes={shapes.data}
            byId={neighbourhoods.byId}
            measure={measure}
            onMeasure={(next) => put('layer', next)}
            hotspotId={hotspotId}
            neighbourhoodId={neighbourhoodId}
            onHotspot={open}
          />
        ) : pointsError ? (
          <Failure error={pointsError} retry={readPoints} />
        ) : (
          <Loading />
        )}
        {points.index?.size === 0 ? <p className="map-note">{t('map.empty')}</p> : null}
        {shapes.error ? (
          <p className="map-note" role="alert">
            {t('map.shapesFailed')}{' '}
            <button type="button" onClick={shapes.reload}>
              {t('error.retry')}
            </button>
          </p>
        ) : null}
        <button type="button" className="open-list" onClick={() => setListOpen(true)}>
          {t('list.open')}
        </button>
      </div>
      {hotspotId === undefined ? null : <HotspotPanel key={hotspotId} id={hotspotId} onClose={close} />}
    </div>
  )
}
