import { useState, useSyncExternalStore } from 'react'
import { readHotspot } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import type { Hotspot } from '../map/hotspots/cluster-index.ts'
import { useCause } from './cause.ts'
import { Directions } from './directions.tsx'
import { nearestFaults, type Place } from './nearest.ts'
import { State } from './state.tsx'

const MOST = 8
const PATIENCE_MS = 20_000

/** Faults nearest to whoever looks, with the way there: where the browser may tell where that is. */
export function NearMe({ onHotspot }: { onHotspot: (id: number) => void }) {
  const t = useText()
  const { points } = useCity()
  useSyncExternalStore(points.subscribe, () => points.version)
  const [here, setHere] = useState<Place | 'asking' | 'unknown'>()
  const ask = () => {
    setHere('asking')
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => setHere({ latitude, longitude }),
      () => setHere('unknown'),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 60_000 },
    )
  }
  const found =
    typeof here === 'object' && points.index ? nearestFaults(points.index.hotspots(), here, MOST) : undefined
  return (
    <section className="near-me" aria-label={t('near.title')}>
      <button type="button" onClick={ask} disabled={here === 'asking'}>
        {t(here === 'asking' ? 'near.asking' : 'near.title')}
      </button>
      {here === 'unknown' ? <p role="alert">{t('near.unknown')}</p> : null}
      {found?.length === 0 ? <p className="empty">{t('near.none')}</p> : null}
      <ol>
        {found?.map(({ hotspot, metres }) => (
          <Fault key={hotspot.id} of={hotspot} metres={metres} onHotspot={onHotspot} />
        ))}
      </ol>
    </section>
  )
}

function Fault({ of, metres, onHotspot }: { of: Hotspot; metres: number; onHotspot: (id: number) => void }) {
  const t = useText()
  const cause = useCause()
  const { format } = useCity()
  const { data } = useResource(readHotspot, { params: { id: of.id } })
  const far = metres < 1000 ? `${format.count(metres)} m` : `${format.decimal(metres / 1000, 1)} km`
  return (
    <li data-near={of.id}>
      <button type="button" className="quiet" onClick={() => onHotspot(of.id)}>
        <strong>{data?.name ?? t('hotspot.panel')}</strong> <State state={of.state} />
      </button>
      <p>
        {far}
        {data?.cause ? ` · ${cause(data.cause)}` : ''}
      </p>
      <Directions latitude={of.latitude} longitude={of.longitude} />
    </li>
  )
}
