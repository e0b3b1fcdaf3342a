import { type FormEvent, useId, useState } from 'react'
import { type Given, readHotspot, startEmergency } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { call } from '../data/api.ts'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { HoursField, PlaceFields, placeIn, usePlace } from '../parts/place-fields.tsx'

type NewEmergency = Given<typeof startEmergency, 'body'>

const furtherLanguages = ['en', 'nah'] as const
const HOURS = [1, 3, 6, 12, 24, 72]
const USUAL = 6

/** What is begun once the question is answered. */
interface Wanted {
  emergency: NewEmergency
  where: string
  hours: number
}

/** Begins an emergency, after a question that says where and for how long. */
export function EmergencyForm({ onStarted }: { onStarted: () => void }) {
  const t = useText()
  const id = useId()
  const { change } = useCity()
  const chosen = usePlace()
  const [wanted, setWanted] = useState<Wanted>()
  const [error, setError] = useState<unknown>()
  const { place, neighbourhoods } = chosen

  /** What the question says: a number may be mistyped, a name is read. */
  const nameOf = async (which: number): Promise<string> => {
    if (place === 'hotspot') return (await call(readHotspot, { params: { id: which } })).name
    return neighbourhoods?.find((each) => each.id === which)?.name ?? t('emergency.city')
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const emergency = { ...emergencyIn(form), ...placeIn(form, place) }
    setError(undefined)
    setWanted(undefined)
    nameOf(Number(form.get('which'))).then((where) => setWanted({ emergency, where, hours: hoursIn(form) }), setError)
  }
  const start = () => {
    if (!wanted) return
    setWanted(undefined)
    change(startEmergency, { body: wanted.emergency }).then(onStarted, setError)
  }

  return (
    <form className="emergency-form" onSubmit={submit} aria-label={t('emergency.start')}>
      <div className="whole">
        <label htmlFor={`${id}-reason`}>{t('emergency.reason')}</label>
        <input id={`${id}-reason`} name="reason" required minLength={5} maxLength={300} />
        <small>{t('emergency.reasonHelp')}</small>
      </div>
      {furtherLanguages.map((language) => (
        <div className="whole" key={language}>
          <label htmlFor={`${id}-${language}`}>{t(`emergency.text.${language}`)}</label>
          <input id={`${id}-${language}`} name={language} lang={language} minLength={5} maxLength={300} />
        </div>
      ))}
      <PlaceFields id={id} of={chosen} />
      <HoursField id={id} hours={HOURS} usual={USUAL} />
      <FormFailure error={error} />
      <div className="whole">
        {wanted ? (
          <AskStart of={wanted} onYes={start} onNo={() => setWanted(undefined)} />
        ) : (
          <button type="submit" className="go">
            {t('emergency.send')}
          </button>
        )}
      </div>
    </form>
  )
}

const hoursIn = (form: FormData): number => Number(form.get('hours'))

/** As the API wants it, save the place. */
const emergencyIn = (form: FormData): NewEmergency => ({
  reason: String(form.get('reason')).trim(),
  texts: Object.fromEntries(
    furtherLanguages
      .map((language) => [language, String(form.get(language)).trim()] as const)
      .filter(([, text]) => text !== ''),
  ),
  hours: hoursIn(form),
})

function AskStart({ of: { where, hours }, onYes, onNo }: { of: Wanted; onYes: () => void; onNo: () => void }) {
  const t = useText()
  return (
    <Ask question={t('emergency.sure', { place: where, hours })} onCancel={onNo}>
      <button type="button" className="go" onClick={onYes}>
        {t('emergency.yes')}
      </button>
      <button type="button" onClick={onNo}>
        {t('emergency.no')}
      </button>
    </Ask>
  )
}
