import { type FormEvent, useId, useState } from 'react'
import {
  addNotificationRoute,
  incidentKind,
  type NotificationRoute,
  type NotificationRouteFields,
  putNotificationRoute,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useHours } from '../groups/hours.ts'
import { type TextKey, useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

type Named = ReadonlyArray<{ id: number; name: string }>
export interface Choices {
  receivers: Named
  districts: Named
  groups: Named
}
interface Props {
  /** The one that is changed; absent: a new one. */
  of?: NotificationRoute
  choices: Choices
  onDone: () => void
}

const MINUTE = 60
const WEEK_MINUTES = 10_080

export function RouteForm({ of, choices, onDone }: Props) {
  const t = useText()
  const id = useId()
  const hours = useHours()
  const { change, announce } = useCity()
  const [error, setError] = useState<unknown>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const body = routeIn(new FormData(form))
    setError(undefined)
    const asked = of
      ? change(putNotificationRoute, { params: { id: of.id }, body })
      : change(addNotificationRoute, { body })
    await asked.then(() => {
      announce(t('routes.saved'))
      if (!of) form.reset()
      onDone()
    }, setError)
  }
  const choice = (name: string, label: TextKey, all: Named, usual: number | null | undefined, none?: TextKey) => (
    <div>
      <label htmlFor={`${id}-${name}`}>{t(label)}</label>
      <select id={`${id}-${name}`} name={name} defaultValue={usual ?? ''}>
        {none ? <option value="">{t(none)}</option> : null}
        {all.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  )
  const figure = (name: string, label: TextKey, usual: number | string, most: number, least = 0) => (
    <div>
      <label htmlFor={`${id}-${name}`}>{t(label)}</label>
      <input id={`${id}-${name}`} name={name} type="number" min={least} max={most} defaultValue={usual} />
    </div>
  )
  const minutes = (seconds: number | null | undefined) => (seconds ? seconds / MINUTE : '')
  return (
    <form className="group-form" onSubmit={submit} aria-label={of ? of.name : t('routes.new')}>
      <div>
        <label htmlFor={`${id}-name`}>{t('routes.name')}</label>
        <input id={`${id}-name`} name="name" required maxLength={100} defaultValue={of?.name} />
      </div>
      {choice('receiver', 'routes.receiver', choices.receivers, of?.receiver)}
      <div>
        <label htmlFor={`${id}-kind`}>{t('incidents.kind')}</label>
        <select id={`${id}-kind`} name="kind" defaultValue={of?.kinds.length === 1 ? of.kinds[0] : ''}>
          <option value="">{t('routes.kind.all')}</option>
          {incidentKind.options.map((kind) => (
            <option key={kind} value={kind}>
              {t(`routes.kind.${kind}`)}
            </option>
          ))}
        </select>
      </div>
      {figure('leastResidents', 'routes.leastResidents', of?.leastResidents ?? 0, 100_000_000)}
      {choice('district', 'routes.district', choices.districts, of?.district, 'routes.everywhere')}
      {choice('group', 'routes.group', choices.groups, of?.group, 'routes.anyGroup')}
      <div>
        <label htmlFor={`${id}-hours`}>{t('routes.hours')}</label>
        <input
          id={`${id}-hours`}
          name="hours"
          maxLength={500}
          placeholder={t('routes.hoursExample')}
          defaultValue={of?.hours ? hours(of.hours) : ''}
        />
      </div>
      {figure('groupWaitSeconds', 'routes.wait', of?.groupWaitSeconds ?? 30, 86_400)}
      {figure('groupIntervalSeconds', 'routes.interval', of?.groupIntervalSeconds ?? 300, 86_400)}
      {figure('repeat', 'routes.repeat', minutes(of?.repeatSeconds), WEEK_MINUTES, 1)}
      {figure('escalate', 'routes.escalate', minutes(of?.escalateSeconds), WEEK_MINUTES, 1)}
      {choice('escalateTo', 'routes.escalateTo', choices.receivers, of?.escalateTo, 'routes.nobody')}
      <label className="whole check">
        <input type="checkbox" name="goesOn" defaultChecked={of?.goesOn ?? true} />
        {t('routes.goesOnToo')}
      </label>
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go">
          {t('routes.save')}
        </button>
      </p>
    </form>
  )
}

/** As the API wants it. */
function routeIn(form: FormData): NotificationRouteFields {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const idIn = (name: string) => (text(name) === '' ? null : Number(text(name)))
  const minutes = (name: string) => (text(name) === '' ? null : Number(text(name)) * MINUTE)
  const kind = incidentKind.safeParse(text('kind')).data
  return {
    name: text('name'),
    receiver: Number(text('receiver')),
    kinds: kind ? [kind] : [...incidentKind.options],
    leastResidents: Number(text('leastResidents')),
    ...{ district: idIn('district'), group: idIn('group'), hours: text('hours') || null },
    ...{
      groupWaitSeconds: Number(text('groupWaitSeconds')),
      groupIntervalSeconds: Number(text('groupIntervalSeconds')),
    },
    ...{ repeatSeconds: minutes('repeat'), escalateSeconds: minutes('escalate'), escalateTo: idIn('escalateTo') },
    goesOn: form.get('goesOn') !== null,
  }
}
