import { type FormEvent, useId, useState } from 'react'
import type { askLawfully, Given } from '../../../server/api/contract/index.ts'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'

const scopes = ['resident', 'device', 'hotspot'] as const
type ScopeKind = (typeof scopes)[number]

export type NewScope = Given<typeof askLawfully, 'body'>

interface Props {
  title: string
  send: string
  /** Also asks until when. */
  withEnd?: boolean
  /** @param endsAt empty where it is not asked for */
  onSend: (scope: NewScope, endsAt: string) => Promise<unknown>
}

/** Who asks, by what right, of whom or where, and between when. Times are those of this computer's clock. */
export function ScopeForm({ title, send, withEnd = false, onSend }: Props) {
  const t = useText()
  const id = useId()
  const [kind, setKind] = useState<ScopeKind>('resident')
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const moment = (name: string) => new Date(text(name)).toISOString()
    const whom = text('whom')
    setSending(true)
    setError(undefined)
    const scope: NewScope = {
      ...{ authority: text('authority'), basis: text('basis'), since: moment('since'), until: moment('until') },
      [kind]: kind === 'device' ? whom : Number(whom),
    }
    await onSend(scope, withEnd ? moment('endsAt') : '').then(() => element.reset(), setError)
    setSending(false)
  }
  const field = (name: string, type: string) => (
    <div>
      <label htmlFor={`${id}-${name}`}>{t(`legal.${name}` as 'legal.since')}</label>
      <input id={`${id}-${name}`} name={name} type={type} required maxLength={500} />
    </div>
  )
  return (
    <details className="legal-new">
      <summary>{title}</summary>
      <form onSubmit={submit} aria-label={title}>
        {field('authority', 'text')}
        {field('basis', 'text')}
        <div>
          <label htmlFor={`${id}-kind`}>{t('legal.scope')}</label>
          <select id={`${id}-kind`} value={kind} onChange={(event) => setKind(event.target.value as ScopeKind)}>
            {scopes.map((each) => (
              <option key={each} value={each}>
                {t(`legal.scope.${each}`)}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor={`${id}-whom`}>{t(`legal.whom.${kind}`)}</label>
          <input
            id={`${id}-whom`}
            key={kind}
            name="whom"
            required
            {...(kind === 'device' ? { placeholder: 'aa:bb:cc:dd:ee:ff', maxLength: 17 } : { type: 'number', min: 1 })}
          />
        </div>
        {field('since', 'datetime-local')}
        {field('until', 'datetime-local')}
        {withEnd ? field('endsAt', 'datetime-local') : null}
        {error ? <p role="alert">{reason}</p> : null}
        <p>
          <button type="submit" className="go" disabled={isSending}>
            {send}
          </button>
        </p>
      </form>
    </details>
  )
}
