import { type FormEvent, useId, useState } from 'react'
import { type Given, readHotspot, startEmergency } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { call } from '../data/api.ts'
import { useReason } from '../data/reason.ts'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { HoursField, PlaceFields, placeIn, usePlace } from '../parts/place-fields.tsx'

type NewEmergency = Given<typeof startEmergency, 'body'>

const furtherLanguages = ['en', 'nah'] as const
const HOURS = [1, 3, 6, 12, 24, 72]
const USUAL = 6
const HOUR_MS = 3_600_000

/** Begins an emergency, after a question that says where and for how long. */
export function EmergencyForm({ onStarted }: { onStarted: () => void }) {
  const t = useText()
  const id = useId()
  const { change } = useCity()
  const chosen = usePlace()
  const [wanted, setWanted] = useState<{ emergency: NewEmergency; where: string; hours: number }>()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const { place, neighbourhoods } = chosen

  /** What the question says: a number may be mistyped, a name is read. */
  const nameOf = async (which: number): Promise<string> => {
    if (place === 'hotspot') return (await call(readHotspot, { params: { id: which } })).name
    return neighbourhoods?.find((each) => each.id === which)?.name ?? t('emergency.city')
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const hours = Number(form.get('hours'))
    const which = Number(form.get('which'))
    const emergency: NewEmergency = {
      reason: String(form.get('reason')).trim(),
      texts: Object.fromEntries(
        furtherLanguages
          .map((language) => [language, String(form.get(language)).trim()] as const)
          .filter(([, text]) => text !== ''),
      ),
      endsAt: new Date(Date.now() + hours * HOUR_MS).toISOString(),
      ...placeIn(form, place),
    }
    setError(undefined)
    setWanted(undefined)
    nameOf(which).then((where) => setWanted({ emergency, where, hours }), setError)
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
      {error ? (
        <p className="whole" role="alert">
          {reason}
        </p>
      ) : null}
      <div className="whole">
        {wanted ? (
          <Ask
            question={t('emergency.sure', { place: wanted.where, hours: wanted.hours })}
            onCancel={() => setWanted(undefined)}
          >
            <button type="button" className="go" onClick={start}>
              {t('emergency.yes')}
            </button>
            <button type="button" onClick={() => setWanted(undefined)}>
              {t('emergency.no')}
            </button>
          </Ask>
        ) : (
          <button type="submit" className="go">
            {t('emergency.send')}
          </button>
        )}
      </div>
    </form>
  )
}
