import { type FormEvent, useId, useState } from 'react'
import { addApiToken, staffRole } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { hasRole } from '../data/may.ts'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

const USUAL_DAYS = 90

/** What a new token is for, what it may, and until when. */
export function TokenForm({ onMade }: { onMade: (token: string) => void }) {
  const t = useText()
  const id = useId()
  const { me, change, announce } = useCity()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const roles = staffRole.options.filter((role) => hasRole(me, { role }))
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const named = linesOf(String(form.get('endpoints')))
    setSending(true)
    setError(undefined)
    const body = {
      name: String(form.get('name')),
      role: staffRole.parse(form.get('role')),
      readOnly: form.get('readOnly') !== null,
      endpoints: named.length === 0 ? null : named,
      days: Number(form.get('days')),
    }
    await change(addApiToken, { body }).then(({ token }) => {
      element.reset()
      announce(t('tokens.once'))
      onMade(token)
    }, setError)
    setSending(false)
  }
  return (
    <form className="staff-form" onSubmit={submit} aria-label={t('tokens.new')}>
      <div>
        <label htmlFor={`${id}-name`}>{t('tokens.name')}</label>
        <input id={`${id}-name`} name="name" required maxLength={100} autoComplete="off" />
      </div>
      <div>
        <label htmlFor={`${id}-role`}>{t('tokens.role')}</label>
        <select id={`${id}-role`} name="role" aria-describedby={`${id}-role-help`}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`role.${role}`)}
            </option>
          ))}
        </select>
        <small id={`${id}-role-help`}>{t('tokens.roleHelp')}</small>
      </div>
      <div>
        <label htmlFor={`${id}-days`}>{t('tokens.days')}</label>
        <input id={`${id}-days`} name="days" type="number" min={1} max={366} required defaultValue={USUAL_DAYS} />
      </div>
      <div className="whole">
        <label className="check">
          <input type="checkbox" name="readOnly" defaultChecked /> {t('tokens.readOnly')}
        </label>
      </div>
      <div className="whole">
        <label htmlFor={`${id}-endpoints`}>{t('tokens.endpoints')}</label>
        <textarea id={`${id}-endpoints`} name="endpoints" rows={3} spellCheck={false} placeholder="get /hotspots" />
        <small>
          {t('tokens.endpointsHelp')} <a href="/api/docs">/api/docs</a>
        </small>
      </div>
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="primary" disabled={isSending}>
          {t('tokens.make')}
        </button>
      </p>
    </form>
  )
}

/** `GET /hotspots` on each line, as the API takes them. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/^[A-Z]+/i, (method) => method.toLowerCase()))
    .filter(Boolean)
