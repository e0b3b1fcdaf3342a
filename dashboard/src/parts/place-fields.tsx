import { useState } from 'react'
import { listNeighbourhoods } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'

const places = ['city', 'neighbourhood', 'hotspot'] as const
export type Place = (typeof places)[number]

/** Where something is to hold: its fields, and what was chosen. */
export function usePlace() {
  const { me } = useCity()
  // Who is limited to districts does nothing in the whole city.
  const among = me.districts === null ? places : places.filter((each) => each !== 'city')
  const [place, setPlace] = useState<Place>(me.districts === null ? 'city' : 'hotspot')
  const { data } = useResource(place === 'neighbourhood' ? listNeighbourhoods : undefined, {})
  return { place, setPlace, among, neighbourhoods: data?.items }
}

/** As the API wants it, of a form that has {@link PlaceFields}. */
export const placeIn = (form: FormData, place: Place) =>
  place === 'city' ? {} : { [place]: Number(form.get('which')) }

/** @param id that of the form's fields */
export function PlaceFields({ id, of }: { id: string; of: ReturnType<typeof usePlace> }) {
  const t = useText()
  const { place, setPlace, among, neighbourhoods } = of
  return (
    <>
      <div>
        <label htmlFor={`${id}-place`}>{t('emergency.where')}</label>
        <select
          id={`${id}-place`}
          value={place}
          onChange={(event) => setPlace(places.find((each) => each === event.target.value) ?? 'city')}
        >
          {among.map((each) => (
            <option key={each} value={each}>
              {t(`emergency.place.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {place === 'neighbourhood' ? (
        <div>
          <label htmlFor={`${id}-which`}>{t('emergency.place.neighbourhood')}</label>
          <select id={`${id}-which`} name="which" required>
            {neighbourhoods?.map(({ id: number, name }) => (
              <option key={number} value={number}>
                {name}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      {place === 'hotspot' ? (
        <div>
          <label htmlFor={`${id}-which`}>{t('emergency.hotspotNumber')}</label>
          <input id={`${id}-which`} name="which" type="number" min={1} required />
        </div>
      ) : null}
    </>
  )
}

/** For how long. @param hours those to choose from */
export function HoursField({ id, hours, usual }: { id: string; hours: readonly number[]; usual: number }) {
  const t = useText()
  return (
    <div>
      <label htmlFor={`${id}-hours`}>{t('emergency.hours')}</label>
      <select id={`${id}-hours`} name="hours" defaultValue={usual}>
        {hours.map((each) => (
          <option key={each} value={each}>
            {t('emergency.hoursOf', { hours: each })}
          </option>
        ))}
      </select>
    </div>
  )
}
