import { useId } from 'react'
import {
  addHotspotGroup,
  changeHotspotGroup,
  type Given,
  type HotspotGroup,
  type Policy,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { onEscape } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormEnd } from './form-end.tsx'
import { HealthFields, healthIn } from './health-fields.tsx'
import { useHours } from './hours.ts'
import { useSaving } from './saving.ts'

interface Props {
  /** Absent: a new one. */
  of?: HotspotGroup
  policies: Policy[]
  onSaved: () => void
  onCancel?: () => void
}

/** Name, opening hours and limits of a group. */
export function GroupForm({ of, policies, onSaved, onCancel }: Props) {
  const t = useText()
  const { change } = useCity()
  const saving = useSaving({ isNew: !of, onSaved })
  const submit = saving.onSubmit((form) => {
    const group = settingsIn(form)
    return {
      name: group.name,
      saving: of
        ? change(changeHotspotGroup, { params: { id: of.id }, body: group })
        : change(addHotspotGroup, { body: group }),
    }
  })
  return (
    <form
      className="group-form"
      onSubmit={submit}
      aria-label={of ? t('groups.editOf', { name: of.name }) : t('groups.new')}
      onKeyDown={onCancel && onEscape(onCancel)}
    >
      <NameField of={of} />
      <PolicyField of={of} policies={policies} />
      <HoursField of={of} />
      <HealthFields of={of} />
      <FormEnd of={saving} onCancel={onCancel} />
    </form>
  )
}

/** As the API wants it. */
function settingsIn(form: FormData): Given<typeof addHotspotGroup, 'body'> {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  return {
    name: text('name'),
    hours: text('hours') || null,
    policy: text('policy') === '' ? null : Number(text('policy')),
    health: healthIn(form),
  }
}

interface FieldProps {
  of: HotspotGroup | undefined
}

function NameField({ of }: FieldProps) {
  const t = useText()
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{t('groups.name')}</label>
      {/* biome-ignore lint/a11y/noAutofocus: the button that opened the form is gone */}
      <input id={id} name="name" required maxLength={60} defaultValue={of?.name} autoFocus={!!of} />
    </div>
  )
}

function PolicyField({ of, policies }: FieldProps & { policies: Policy[] }) {
  const t = useText()
  const id = useId()
  const byDefault = policies.find(({ isDefault }) => isDefault)
  return (
    <div>
      <label htmlFor={id}>{t('groups.policy')}</label>
      <select id={id} name="policy" defaultValue={of?.policy ?? ''}>
        <option value="">{t('groups.policyDefault', { name: byDefault?.name ?? '' })}</option>
        {policies
          .filter(({ isDefault }) => !isDefault)
          .map((policy) => (
            <option key={policy.id} value={policy.id}>
              {policy.name}
            </option>
          ))}
      </select>
    </div>
  )
}

/** In words, by the city's clocks. */
function HoursField({ of }: FieldProps) {
  const t = useText()
  const id = useId()
  const hours = useHours()
  const { timeZone } = useCity().settings
  return (
    <div className="whole">
      <label htmlFor={id}>{t('groups.hours')}</label>
      <input
        id={id}
        name="hours"
        maxLength={500}
        defaultValue={of?.hours ? hours(of.hours) : ''}
        aria-describedby={`${id}-help`}
      />
      <small id={`${id}-help`}>{t('groups.hoursHelp', { zone: timeZone })}</small>
    </div>
  )
}
