import { useId } from 'react'
import {
  addHotspotGroup,
  changeHotspotGroup,
  type HotspotGroup,
  type Policy,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { onEscape } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormEnd } from './form-end.tsx'
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
  const id = useId()
  const hours = useHours()
  const { change, settings } = useCity()
  const saving = useSaving({ isNew: !of, onSaved })
  const submit = saving.onSubmit((form) => {
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const group = {
      name: text('name'),
      hours: text('hours') || null,
      policy: text('policy') === '' ? null : Number(text('policy')),
    }
    return {
      name: group.name,
      saving: of
        ? change(changeHotspotGroup, { params: { id: of.id }, body: group })
        : change(addHotspotGroup, { body: group }),
    }
  })
  const byDefault = policies.find(({ isDefault }) => isDefault)
  return (
    <form
      className="group-form"
      onSubmit={submit}
      aria-label={of ? t('groups.editOf', { name: of.name }) : t('groups.new')}
      onKeyDown={onCancel && onEscape(onCancel)}
    >
      <div>
        <label htmlFor={`${id}-name`}>{t('groups.name')}</label>
        {/* biome-ignore lint/a11y/noAutofocus: the button that opened the form is gone */}
        <input id={`${id}-name`} name="name" required maxLength={60} defaultValue={of?.name} autoFocus={!!of} />
      </div>
      <div>
        <label htmlFor={`${id}-policy`}>{t('groups.policy')}</label>
        <select id={`${id}-policy`} name="policy" defaultValue={of?.policy ?? ''}>
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
      <div className="whole">
        <label htmlFor={`${id}-hours`}>{t('groups.hours')}</label>
        <input
          id={`${id}-hours`}
          name="hours"
          maxLength={500}
          defaultValue={of?.hours ? hours(of.hours) : ''}
          aria-describedby={`${id}-hours-help`}
        />
        <small id={`${id}-hours-help`}>{t('groups.hoursHelp', { zone: settings.timeZone })}</small>
      </div>
      <FormEnd of={saving} onCancel={onCancel} />
    </form>
  )
}
