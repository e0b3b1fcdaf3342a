import { useId, useState } from 'react'
import { moveHotspot } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { useSending } from '../saving.ts'
import { DragMap, type Place } from './drag-map.tsx'
import type { PartProps } from './hotspot-page.tsx'

/** Where the hotspot stands, on a map; it is moved by dragging its mark or by its coordinates, and by a button then. */
export function PlaceMap({ of: item, onChange, mayMove }: PartProps & { mayMove: boolean }) {
  const t = useText()
  const { change, announce, format } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const [place, setPlace] = useState<Place>(item)
  const isMoved = place.latitude !== item.latitude || place.longitude !== item.longitude
  const submit = onSubmit(async () => {
    const { latitude, longitude } = place
    await change(moveHotspot, { params: { id: item.id }, body: { latitude, longitude } })
    announce(t('item.moved', { name: item.name }))
    onChange()
  })
  return (
    <section className="part" aria-label={t('item.place')}>
      <h2>{t('item.place')}</h2>
      {mayMove ? <p className="muted">{t('item.placeHelp')}</p> : null}
      <DragMap name={item.name} place={place} onPlace={mayMove ? setPlace : undefined} id={item.id} />
      {mayMove ? (
        <form className="network-form" onSubmit={submit} aria-label={t('item.move')}>
          <PlaceFields place={place} onPlace={setPlace} />
          <FormFailure error={error} />
          <p className="whole buttons">
            <button type="submit" className="go" disabled={!isMoved || isSending}>
              {t('item.move')}
            </button>
            {isMoved ? (
              <>
                <button type="button" onClick={() => setPlace(item)}>
                  {t('item.moveBack')}
                </button>
                <span className="muted" role="status">
                  {t('item.distance', { metres: format.count(metresBetween(item, place)) })}
                </span>
              </>
            ) : null}
          </p>
        </form>
      ) : null}
    </section>
  )
}

/** A place by its coordinates; degrees, WGS84. */
export function PlaceFields({ place, onPlace }: { place: Place; onPlace: (place: Place) => void }) {
  const t = useText()
  const id = useId()
  return (
    <>
      {(['latitude', 'longitude'] as const).map((field) => {
        const most = field === 'latitude' ? 90 : 180
        return (
          <div key={field}>
            <label htmlFor={`${id}-${field}`}>{t(`item.${field}`)}</label>
            <input
              id={`${id}-${field}`}
              type="number"
              step="any"
              min={-most}
              max={most}
              required
              value={Number.isNaN(place[field]) ? '' : place[field]}
              onChange={({ target }) => onPlace({ ...place, [field]: target.valueAsNumber })}
            />
          </div>
        )
      })}
    </>
  )
}

const METRES_A_DEGREE = 111_195

/** As the crow flies, near enough within a city. */
function metresBetween(one: Place, other: Place): number {
  const north = (other.latitude - one.latitude) * METRES_A_DEGREE
  const east = (other.longitude - one.longitude) * METRES_A_DEGREE * Math.cos((one.latitude * Math.PI) / 180)
  return Math.round(Math.hypot(north, east))
}
