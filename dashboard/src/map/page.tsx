import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { readNeighbourhoodShapes } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { HotspotPanel } from '../hotspots/panel.tsx'
import { IncidentPanel } from '../incidents/panel.tsx'
import { useText } from '../languages/index.ts'
import { useNeighbourhoods } from '../neighbourhoods/neighbourhoods.ts'
import { Failure, Loading } from '../notices.tsx'
import { useMapAddress } from './address.ts'
import { CityMap } from './city-map.tsx'
import { FilterNote } from './filter-note.tsx'
import { useNarrowedMap } from './narrowed.ts'
import { Sidebar } from './sidebar.tsx'

/** The map with its list, and the panel of the hotspot or incident that the address names. */
export function MapPage() {
  const t = useText()
  const address = useMapAddress()
  const { hotspotId, incidentId, put } = address
  const [listOpen, setListOpen] = useState(false)
  const open = useCallback(
    (id: number) => {
      setListOpen(false)
      put('hotspot', String(id))
    },
    [put],
  )
  const openIncident = useCallback((id: number) => put('incident', String(id)), [put])
  const close = useCallback(() => put('hotspot', undefined), [put])
  useEffect(() => {
    if (incidentId !== undefined) setListOpen(false)
  }, [incidentId])
  const hasPanel = hotspotId !== undefined || incidentId !== undefined
  return (
    <div className="map-page" data-panel={hasPanel} data-list={listOpen}>
      <Sidebar chosen={hotspotId} onHotspot={open} onClose={() => setListOpen(false)} />
      <div className="map-area">
        <MapOrWhyNot address={address} onHotspot={open} onIncident={openIncident} />
        <button type="button" className="open-list" onClick={() => setListOpen(true)}>
          {t('list.open')}
        </button>
      </div>
      {hotspotId === undefined ? null : <HotspotPanel key={hotspotId} id={hotspotId} onClose={close} />}
      {incidentId === undefined ? null : <IncidentPanel key={incidentId} id={incidentId} onClose={close} />}
    </div>
  )
}

interface MapProps {
  address: ReturnType<typeof useMapAddress>
  onHotspot: (id: number) => void
  onIncident: (id: number) => void
}

/** The map once its points are read, with notes on what is not there. */
function MapOrWhyNot({ address, onHotspot, onIncident }: MapProps) {
  const t = useText()
  const { points, pointsError, readPoints } = useCity()
  const index = useSyncExternalStore(points.subscribe, () => points.index)
  const { hotspotId, incidentId, neighbourhoodId, measure, ring, filter, put, clear } = address
  const narrowed = useNarrowedMap(filter)
  const { byId } = useNeighbourhoods(ring)
  // Shapes weigh megabytes: the hotspots come first.
  const shapes = useShapesAfter(index !== undefined || Boolean(pointsError))
  return (
    <>
      {index ? (
        <CityMap
          {...{ index, byId, measure, ring, hotspotId, incidentId, neighbourhoodId, onHotspot, onIncident }}
          shapes={shapes.data}
          onMeasure={(next) => put('layer', next)}
          onRing={(next) => put('ring', next)}
        />
      ) : pointsError ? (
        <Failure error={pointsError} retry={readPoints} />
      ) : (
        <Loading />
      )}
      <FilterNote {...{ filter, clear }} error={narrowed.error} retry={narrowed.reload} />
      {index?.size === 0 ? <p className="map-note">{t('map.empty')}</p> : null}
      {shapes.error ? (
        <p className="map-note" role="alert">
          {t('map.shapesFailed')}{' '}
          <button type="button" onClick={shapes.reload}>
            {t('error.retry')}
          </button>
        </p>
      ) : null}
    </>
  )
}

/** The neighbourhoods' shapes, read as soon as something else is over. */
function useShapesAfter(isOver: boolean) {
  const [later, setLater] = useState(false)
  useEffect(() => {
    if (isOver) setLater(true)
  }, [isOver])
  return useResource(later ? readNeighbourhoodShapes : undefined, {})
}
