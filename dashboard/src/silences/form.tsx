import { type FormEvent, useId, useState } from 'react'
import {
  addSilence,
  type Given,
  listSilenceSubjects,
  type SilenceScope,
  silenceScope,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { CityTime } from '../parts/city-time.tsx'
import { FormFailure } from '../parts/form-failure.tsx'
import { dayKey, ruleDays } from './rule-words.ts'

const repeats = ['once', 'daily', 'weekly', 'monthly', 'rule'] as const
type Repeats = (typeof repeats)[number]
/** Scopes that reach beyond the districts to which somebody is limited. */
const ofTheCity: readonly SilenceScope[] = ['group', 'programme', 'city']

/** Has nobody called for something, once or again and again. */
export function SilenceForm({ onAdded }: { onAdded: () => void }) {
  const t = useText()
  const id = useId()
  const { change, announce, me } = useCity()
  const [scope, setScope] = useState<SilenceScope>('hotspot')
  const [often, setOften] = useState<Repeats>('once')
  const [error, setError] = useState<unknown>()
  const [isSending, setSending] = useState(false)
  const scopes = silenceScope.options.filter(
    (each) => (each !== 'city' || me.role === 'admin') && (me.districts === null || !ofTheCity.includes(each)),
  )
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setSending(true)
    setError(undefined)
    await change(addSilence, { body: wantedIn(new FormData(form), scope, often) }).then(() => {
      announce(t('silences.added'))
      form.reset()
      onAdded()
    }, setError)
    setSending(false)
  }
  return (
    <details className="groups-new">
      <summary>{t('silences.new')}</summary>
      <form className="group-form" onSubmit={submit} aria-label={t('silences.new')}>
        <div>
          <label htmlFor={`${id}-scope`}>{t('silences.what')}</label>
          <select id={`${id}-scope`} value={scope} onChange={({ target }) => setScope(target.value as SilenceScope)}>
            {scopes.map((each) => (
              <option key={each} value={each}>
                {t(`silences.scope.${each}`)}
              </option>
            ))}
          </select>
        </div>
        {scope === 'city' ? null : <SubjectField key={scope} scope={scope} />}
        <CityTime name="startsAt" label={t('silences.startsAt')} />
        <div>
          <label htmlFor={`${id}-hours`}>{t('silences.hours')}</label>
          <input
            id={`${id}-hours`}
            name="hours"
            type="number"
            min={0.25}
            max={8784}
            step="any"
            required
            defaultValue={2}
          />
        </div>
        <div>
          <label htmlFor={`${id}-often`}>{t('silences.often')}</label>
          <select id={`${id}-often`} value={often} onChange={({ target }) => setOften(target.value as Repeats)}>
            {repeats.map((each) => (
              <option key={each} value={each}>
                {t(`silences.often.${each}`)}
              </option>
            ))}
          </select>
        </div>
        <RuleFields id={id} often={often} />
        <div className="whole">
          <label htmlFor={`${id}-reason`}>{t('silences.reason')}</label>
          <input id={`${id}-reason`} name="reason" required maxLength={500} />
        </div>
        <FormFailure error={error} />
        <p className="whole buttons">
          <button type="submit" className="go" disabled={isSending}>
            {t('silences.add')}
          </button>
        </p>
      </form>
    </details>
  )
}

/** A thing by its name: a field that searches, and a list of what was found. */
function SubjectField({ scope }: { scope: SilenceScope }) {
  const t = useText()
  const id = useId()
  const [search, setSearch] = useState('')
  const { data } = useResource(listSilenceSubjects, { query: { scope, search } })
  return (
    <div>
      <label htmlFor={id}>{t('silences.search')}</label>
      <input id={id} type="search" value={search} onChange={({ target }) => setSearch(target.value)} />
      <select name="subject" required aria-label={t('silences.which')}>
        {data?.subjects.map(({ id: number, name }) => (
          <option key={`${number} ${name}`} value={number ?? name}>
            {number === null ? name : `${name} (${number})`}
          </option>
        ))}
      </select>
    </div>
  )
}

function RuleFields({ id, often }: { id: string; often: Repeats }) {
  const t = useText()
  if (often === 'weekly')
    return (
      <fieldset className="whole">
        <legend>{t('silences.days')}</legend>
        <div className="days">
          {ruleDays.map((day) => (
            <label key={day}>
              <input type="checkbox" name="days" value={day} defaultChecked={day === 'SU'} />
              {t(dayKey(day))}
            </label>
          ))}
        </div>
      </fieldset>
    )
  if (often === 'monthly')
    return (
      <div>
        <label htmlFor={`${id}-day`}>{t('silences.dayOfMonth')}</label>
        <input id={`${id}-day`} name="monthDay" type="number" min={1} max={31} required defaultValue={1} />
      </div>
    )
  if (often === 'rule')
    return (
      <div>
        <label htmlFor={`${id}-rule`}>{t('silences.rule')}</label>
        <input id={`${id}-rule`} name="rule" required maxLength={500} placeholder="FREQ=MONTHLY;BYDAY=1SU" />
      </div>
    )
  return null
}

/** As the API wants it. */
function wantedIn(form: FormData, scope: SilenceScope, often: Repeats): Given<typeof addSilence, 'body'> {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const rule = {
    once: undefined,
    daily: 'FREQ=DAILY',
    weekly: `FREQ=WEEKLY;BYDAY=${form.getAll('days').join(',')}`,
    monthly: `FREQ=MONTHLY;BYMONTHDAY=${text('monthDay')}`,
    rule: text('rule'),
  }[often]
  return {
    scope,
    ...(scope === 'programme'
      ? { programme: text('subject') }
      : scope === 'city'
        ? {}
        : { subject: Number(text('subject')) }),
    ...(text('startsAt') !== '' && { startsAt: text('startsAt') }),
    ...(rule !== undefined && { rrule: rule }),
    hours: Number(text('hours')),
    reason: text('reason'),
  }
}
