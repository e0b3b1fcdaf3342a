import { type FormEvent, useId, useState } from 'react'
import { addNotice, type NewNotice, sources } from '../api.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { useReason } from '../notices.tsx'
import { useResource } from '../resource.ts'

const kinds = ['information', 'maintenance', 'civil-protection'] as const
const languages = ['es', 'en', 'nah'] as const
const places = ['city', 'neighbourhood', 'hotspot'] as const
const HOURS = [3, 12, 24, 72, 168, 720]
const USUAL = 24
const HOUR_MS = 3_600_000

/** Writes a notice; from now on, or from a time given by this computer's clock. */
export function NoticeForm({ onAdded }: { onAdded: () => void }) {
  const t = useText()
  const id = useId()
  const { me } = useCity()
  const [place, setPlace] = useState<(typeof places)[number]>('city')
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const { data } = useResource(place === 'neighbourhood' ? sources.neighbourhoods : undefined)

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const starts = String(form.get('starts'))
    const startsAt = starts === '' ? new Date() : new Date(starts)
    const notice: NewNotice = {
      kind: kinds.find((kind) => kind === form.get('kind')) ?? 'information',
      texts: Object.fromEntries(languages.map((language) => [language, String(form.get(language))])),
      startsAt: startsAt.toISOString(),
      endsAt: new Date(startsAt.getTime() + Number(form.get('hours')) * HOUR_MS).toISOString(),
      ...(place !== 'city' && { [place]: Number(form.get('which')) }),
    }
    setError(undefined)
    addNotice(notice, me.csrf).then(() => {
      element.reset()
      onAdded()
    }, setError)
  }

  return (
    <form className="emergency-form" onSubmit={submit} aria-label={t('portalNotices.write')}>
      {languages.map((language) => (
        <div className="whole" key={language}>
          <label htmlFor={`${id}-${language}`}>{t(`portalNotices.text.${language}`)}</label>
          <textarea
            id={`${id}-${language}`}
            name={language}
            lang={language}
            rows={2}
            maxLength={500}
            required={language === 'es'}
          />
        </div>
      ))}
      <div>
        <label htmlFor={`${id}-kind`}>{t('portalNotices.kind')}</label>
        <select id={`${id}-kind`} name="kind">
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`portalNotices.kind.${kind}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor={`${id}-place`}>{t('emergency.where')}</label>
        <select
          id={`${id}-place`}
          value={place}
          onChange={(event) => setPlace(places.find((each) => each === event.target.value) ?? 'city')}
        >
          {places.map((each) => (
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
            {data?.neighbourhoods.map(({ id: number, name }) => (
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
      <div>
        <label htmlFor={`${id}-starts`}>{t('portalNotices.starts')}</label>
        <input id={`${id}-starts`} name="starts" type="datetime-local" />
      </div>
      <div>
        <label htmlFor={`${id}-hours`}>{t('emergency.hours')}</label>
        <select id={`${id}-hours`} name="hours" defaultValue={USUAL}>
          {HOURS.map((hours) => (
            <option key={hours} value={hours}>
              {t('emergency.hoursOf', { hours })}
            </option>
          ))}
        </select>
      </div>
      {error ? (
        <p className="whole" role="alert">
          {reason}
        </p>
      ) : null}
      <div className="whole">
        <button type="submit">{t('portalNotices.send')}</button>
      </div>
    </form>
  )
}
