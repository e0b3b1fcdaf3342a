import { type FormEvent, useId, useState } from 'react'
import { addNotice, type Given, noticeKind } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { CityTime } from '../parts/city-time.tsx'
import { FormFailure } from '../parts/form-failure.tsx'
import { HoursField, type Place, PlaceFields, placeIn, usePlace } from '../parts/place-fields.tsx'

const kinds = noticeKind.options
const languages = ['es', 'en', 'nah'] as const
const HOURS = [3, 12, 24, 72, 168, 720]
const USUAL = 24

/** Writes a notice; from now on, or from a time by the city's clocks. */
export function NoticeForm({ onAdded }: { onAdded: () => void }) {
  const t = useText()
  const id = useId()
  const { change } = useCity()
  const where = usePlace()
  const [error, setError] = useState<unknown>()

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    setError(undefined)
    change(addNotice, { body: noticeIn(new FormData(element), where.place) }).then(() => {
      element.reset()
      onAdded()
    }, setError)
  }

  return (
    <form className="emergency-form" onSubmit={submit} aria-label={t('portalNotices.write')}>
      <Texts id={id} />
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
      <PlaceFields id={id} of={where} />
      <CityTime name="starts" label={t('portalNotices.starts')} />
      <HoursField id={id} hours={HOURS} usual={USUAL} />
      <FormFailure error={error} />
      <div className="whole">
        <button type="submit" className="go">
          {t('portalNotices.send')}
        </button>
      </div>
    </form>
  )
}

/** As the API wants it. */
function noticeIn(form: FormData, place: Place): Given<typeof addNotice, 'body'> {
  const startsAt = String(form.get('starts'))
  return {
    kind: kinds.find((kind) => kind === form.get('kind')) ?? 'information',
    texts: Object.fromEntries(languages.map((language) => [language, String(form.get(language))])),
    ...(startsAt !== '' && { startsAt }),
    hours: Number(form.get('hours')),
    ...placeIn(form, place),
  }
}

/** The text in each language; Spanish always. */
function Texts({ id }: { id: string }) {
  const t = useText()
  return languages.map((language) => (
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
  ))
}
