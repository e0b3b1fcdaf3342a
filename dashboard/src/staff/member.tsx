import { useState } from 'react'
import { changeStaff, type District, type StaffRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { Ask, useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { Changes } from './changes.tsx'
import { StaffForm } from './form.tsx'

interface Props {
  of: StaffRow
  /** All that the city has. */
  districts: readonly District[]
  onChange: () => void
}

/** One member of staff: who they are, and what can be done about it. */
export function Member({ of: member, districts, onChange }: Props) {
  const t = useText()
  const { name, account, role, disabled, mine } = member
  const [doing, setDoing] = useState<'edit' | 'disable' | 'changes'>()
  const limits = districts.filter(({ id }) => member.districts.includes(id)).map((one) => one.name)
  const stop = () => setDoing(undefined)
  const editButton = useReturnedFocus(doing !== 'edit')
  const access = useAccess(member, doing === 'disable', () => {
    stop()
    onChange()
  })
  return (
    <li data-staff={member.id} className={disabled ? 'without-access' : ''}>
      <div>
        <h2>
          {name} {mine ? <small className="muted">{t('staff.you')}</small> : null}
        </h2>
        <p className="muted account">{account}</p>
      </div>
      <p>
        <strong>{t(`role.${role}`)}</strong>
        <small className="muted">{disabled ? t('staff.disabled') : t(`staff.may.${role}`)}</small>
        {limits.length > 0 ? <small className="muted">{`${t('staff.districts')}: ${limits.join(', ')}`}</small> : null}
      </p>
      {doing === 'edit' || doing === 'disable' ? null : (
        <p className="buttons">
          <button
            type="button"
            ref={editButton}
            aria-label={t('staff.editOf', { name })}
            onClick={() => setDoing('edit')}
          >
            {t('staff.edit')}
          </button>
          {mine ? null : <AccessButton of={member} access={access} ask={() => setDoing('disable')} />}
          <button
            type="button"
            aria-expanded={doing === 'changes'}
            aria-label={t('staff.changesOf', { name })}
            onClick={() => setDoing(doing === 'changes' ? undefined : 'changes')}
          >
            {t('staff.changes')}
          </button>
        </p>
      )}
      {doing === 'edit' ? (
        <StaffForm
          of={member}
          districts={districts}
          onSaved={() => {
            stop()
            onChange()
          }}
          onCancel={stop}
        />
      ) : null}
      {doing === 'disable' ? (
        <Ask question={t('staff.askDisable', { name })} onCancel={stop}>
          <p>{t('staff.askDisableText')}</p>
          <button type="button" className="danger" disabled={access.isSending} onClick={() => access.give(false)}>
            {t('staff.yesDisable')}
          </button>
          <button type="button" onClick={stop}>
            {t('staff.cancel')}
          </button>
        </Ask>
      ) : null}
      <FormFailure error={access.error} />
      {doing === 'changes' ? <Changes of={member} /> : null}
    </li>
  )
}

type Access = ReturnType<typeof useAccess>

function AccessButton({ of: { name, disabled }, access, ask }: { of: StaffRow; access: Access; ask: () => void }) {
  const t = useText()
  return disabled ? (
    <button
      type="button"
      ref={access.button}
      disabled={access.isSending}
      aria-label={t('staff.enableOf', { name })}
      onClick={() => access.give(true)}
    >
      {t('staff.enable')}
    </button>
  ) : (
    <button type="button" ref={access.button} aria-label={t('staff.disableOf', { name })} onClick={ask}>
      {t('staff.disable')}
    </button>
  )
}

/** Takes somebody's access, or gives it back. @param isAsked a question stands in place of the button */
function useAccess({ id, name }: StaffRow, isAsked: boolean, onDone: () => void) {
  const t = useText()
  const { change, announce } = useCity()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const give = async (access: boolean) => {
    setSending(true)
    setError(undefined)
    await change(changeStaff, { params: { id }, body: { disabled: !access } }).then(
      () => announce(t(access ? 'staff.enabledNow' : 'staff.disabledNow', { name })),
      setError,
    )
    setSending(false)
    onDone()
  }
  return { give, isSending, error, button: useReturnedFocus(!isSending && !isAsked) }
}
