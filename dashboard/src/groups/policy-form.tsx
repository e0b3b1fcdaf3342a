import { useId } from 'react'
import { addPolicy, changePolicy, type Policy } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { onEscape } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormEnd } from './form-end.tsx'
import { LevelFields } from './level-fields.tsx'
import { copiedChoices, fullChoices, inUnits, limits, settingsOf } from './limits.ts'
import { useSaving } from './saving.ts'
import { SegmentFields } from './segment-fields.tsx'

interface Props {
  /** What is changed; for a new one, what it begins with. */
  basis: Policy
  /** All that there are. */
  policies: readonly Policy[]
  isNew?: boolean
  onSaved: () => void
  onCancel?: () => void
}

/** A policy's limits in the units that people think in. */
export function PolicyForm({ basis, policies, isNew = false, onSaved, onCancel }: Props) {
  const t = useText()
  const id = useId()
  const { change } = useCity()
  const saving = useSaving({ isNew, onSaved })
  const submit = saving.onSubmit((form) => {
    const name = isNew ? String(form.get('name') ?? '').trim() : basis.name
    const settings = settingsOf(form)
    return {
      name,
      saving: isNew
        ? change(addPolicy, { body: { ...settings, name } })
        : change(changePolicy, { params: { id: basis.id }, body: settings }),
    }
  })
  return (
    <form
      className="group-form"
      onSubmit={submit}
      aria-label={isNew ? t('policies.new') : t('groups.editOf', { name: basis.name })}
      onKeyDown={onCancel && onEscape(onCancel)}
    >
      {isNew ? (
        <div className="whole">
          <label htmlFor={`${id}-name`}>{t('groups.name')}</label>
          <input id={`${id}-name`} name="name" required maxLength={60} />
        </div>
      ) : null}
      {limits.map(({ name, unit, mayLack }, index) => {
        const value = basis[name]
        return (
          <div key={name}>
            <label htmlFor={`${id}-${name}`}>{t(`policies.${name}`)}</label>
            <input
              id={`${id}-${name}`}
              name={name}
              type="number"
              min={unit === 1 ? 1 : 0.01}
              step={unit === 1 ? 1 : 'any'}
              required={!mayLack}
              defaultValue={value === null ? '' : inUnits(value, unit)}
              // biome-ignore lint/a11y/noAutofocus: the button that opened the form is gone
              autoFocus={!isNew && index === 0}
              aria-describedby={mayLack ? `${id}-help` : undefined}
            />
          </div>
        )
      })}
      <p className="whole muted" id={`${id}-help`}>
        {t('policies.noLimitHelp')}
      </p>
      <div className="whole">
        <label htmlFor={`${id}-copied`}>{t('policies.copiedDevices')}</label>
        <select id={`${id}-copied`} name="copiedDevices" defaultValue={basis.copiedDevices}>
          {copiedChoices.map((choice) => (
            <option key={choice} value={choice}>
              {t(`policies.copiedDevices.${choice}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="whole">
        <label htmlFor={`${id}-full`}>{t('policies.whenFull')}</label>
        <select id={`${id}-full`} name="whenFull" defaultValue={basis.whenFull} aria-describedby={`${id}-full-help`}>
          {fullChoices.map((choice) => (
            <option key={choice} value={choice}>
              {t(`policies.whenFull.${choice}`)}
            </option>
          ))}
        </select>
        <p className="muted" id={`${id}-full-help`}>
          {t('policies.whenFullHelp')}
        </p>
      </div>
      <LevelFields basis={basis} policies={policies} isNew={isNew} />
      <SegmentFields basis={basis} />
      <FormEnd of={saving} onCancel={onCancel} />
    </form>
  )
}
