import { type FormEvent, useId, useState } from 'react'
import {
  addStaff,
  changeStaff,
  type District,
  type StaffRole,
  type StaffRow,
  staffRole,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { onEscape } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { DistrictChoice } from './districts.tsx'

interface Props {
  /** Absent: a new one. */
  of?: StaffRow
  /** All that the city has. */
  districts: readonly District[]
  onSaved: () => void
  onCancel?: () => void
}

/** Name, role and districts of a member of staff, and of a new one the City Key account. */
export function StaffForm({ of, districts: all, onSaved, onCancel }: Props) {
  const t = useText()
  const id = useId()
  const { change, announce } = useCity()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const [role, setRole] = useState<StaffRole>(of?.role ?? 'viewer')
  const [districts, setDistricts] = useState<number[]>(of?.districts ?? [])
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const name = String(form.get('name')).trim()
    const account = String(form.get('account')).trim()
    setSending(true)
    setError(undefined)
    const asked = of
      ? change(changeStaff, { params: { id: of.id }, body: { name, ...(of.mine ? {} : { role, districts }) } })
      : change(addStaff, { body: { account, name, role, districts } })
    await asked.then(() => {
      if (!of) {
        element.reset()
        setDistricts([])
      }
      announce(t('staff.saved', { name, role: t(`role.${role}`) }))
      onSaved()
    }, setError)
    setSending(false)
  }
  return (
    <form
      className="staff-form"
      onSubmit={submit}
      aria-label={of ? t('staff.editOf', { name: of.name }) : t('staff.new')}
      onKeyDown={onCancel && onEscape(onCancel)}
    >
      <div>
        <label htmlFor={`${id}-name`}>{t('staff.name')}</label>
        {/* biome-ignore lint/a11y/noAutofocus: the button that opened the form is gone */}
        <input id={`${id}-name`} name="name" required maxLength={100} defaultValue={of?.name} autoFocus={!!of} />
      </div>
      {of ? null : (
        <div>
          <label htmlFor={`${id}-account`}>{t('staff.account')}</label>
          <input
            id={`${id}-account`}
            name="account"
            required
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-account-help`}
          />
          <small id={`${id}-account-help`}>{t('staff.accountHelp')}</small>
        </div>
      )}
      <div>
        <label htmlFor={`${id}-role`}>{t('staff.role')}</label>
        <select
          id={`${id}-role`}
          value={role}
          disabled={of?.mine ?? false}
          aria-describedby={`${id}-role-help`}
          onChange={({ target }) => setRole(staffRole.parse(target.value))}
        >
          {staffRole.options.map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
            </option>
          ))}
        </select>
        <small id={`${id}-role-help`}>{t(of?.mine ? 'staff.ownRole' : `staff.may.${role}`)}</small>
      </div>
      <DistrictChoice districts={all} chosen={districts} onChoose={setDistricts} disabled={of?.mine ?? false} />
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="primary" disabled={isSending}>
          {t(of ? 'staff.save' : 'staff.add')}
        </button>
        {onCancel ? (
          <button type="button" onClick={onCancel}>
            {t('staff.cancel')}
          </button>
        ) : null}
      </p>
    </form>
  )
}
