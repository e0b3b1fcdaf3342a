import { type FormEvent, useId, useState } from 'react'
import type { askLawfully, Given } from '../../../server/api/contract/index.ts'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'
import { CityTime } from '../parts/city-time.tsx'

const scopes = ['resident', 'device', 'hotspot', 'address'] as const
type ScopeKind = (typeof scopes)[number]
/** A hold keeps what is of somebody or at a place. */
const scopesOfHolds = scopes.filter((each) => each !== 'address')

const inputs = {
  resident: { type: 'number', min: 1 },
  hotspot: { type: 'number', min: 1 },
  device: { placeholder: 'aa:bb:cc:dd:ee:ff', maxLength: 17 },
  address: { placeholder: '198.51.100.7', maxLength: 45 },
} as const

export type NewScope = Given<typeof askLawfully, 'body'>

interface Props {
  title: string
  send: string
  /** Also asks until when. */
  withEnd?: boolean
  /** @param endsAt empty where it is not asked for */
  onSend: (scope: NewScope, endsAt: string) => Promise<unknown>
}

/** Who asks, by what right, of whom or where, and between when by the city's clocks. */
export function ScopeForm({ title, send, withEnd = false, onSend }: Props) {
  const t = useText()
  const [kind, setKind] = useState<ScopeKind>('resident')
  const { submit, isSending, reason } = useSending(kind, onSend)
  return (
    <details className="legal-new">
      <summary>{title}</summary>
      <form onSubmit={submit} aria-label={title}>
        <Words name="authority" />
        <Words name="basis" />
        <Whom kind={kind} offered={withEnd ? scopesOfHolds : scopes} setKind={setKind} />
        <CityTime name="since" label={t('legal.since')} required />
        <CityTime name="until" label={t('legal.until')} required />
        {withEnd ? <CityTime name="endsAt" label={t('legal.endsAt')} required /> : null}
        {reason === undefined ? null : <p role="alert">{reason}</p>}
        <p>
          <button type="submit" className="go" disabled={isSending}>
            {send}
          </button>
        </p>
      </form>
    </details>
  )
}

/** Sends what the form holds and empties it; while it is being sent, and why it was not done. */
function useSending(kind: ScopeKind, onSend: Props['onSend']) {
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    setSending(true)
    setError(undefined)
    await onSend(scopeIn(form, kind), textIn(form, 'endsAt')).then(() => element.reset(), setError)
    setSending(false)
  }
  return { submit, isSending, reason: error ? reason : undefined }
}

const textIn = (form: FormData, name: string): string => String(form.get(name) ?? '').trim()

/** As the API wants it. */
function scopeIn(form: FormData, kind: ScopeKind): NewScope {
  const whom = textIn(form, 'whom')
  return {
    ...{ authority: textIn(form, 'authority'), basis: textIn(form, 'basis') },
    ...{ since: textIn(form, 'since'), until: textIn(form, 'until') },
    [kind]: kind === 'device' || kind === 'address' ? whom : Number(whom),
    ...(kind === 'address' && textIn(form, 'port') !== '' && { port: Number(textIn(form, 'port')) }),
  }
}

function Words({ name }: { name: 'authority' | 'basis' }) {
  const t = useText()
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{t(`legal.${name}`)}</label>
      <input id={id} name={name} required maxLength={500} />
    </div>
  )
}

interface WhomProps {
  kind: ScopeKind
  offered: readonly ScopeKind[]
  setKind: (kind: ScopeKind) => void
}

/** Of whom or where: a kind, and which of that kind. */
function Whom({ kind, offered, setKind }: WhomProps) {
  const t = useText()
  const id = useId()
  return (
    <>
      <div>
        <label htmlFor={`${id}-kind`}>{t('legal.scope')}</label>
        <select id={`${id}-kind`} value={kind} onChange={(event) => setKind(event.target.value as ScopeKind)}>
          {offered.map((each) => (
            <option key={each} value={each}>
              {t(`legal.scope.${each}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor={`${id}-whom`}>{t(`legal.whom.${kind}`)}</label>
        <input id={`${id}-whom`} key={kind} name="whom" required {...inputs[kind]} />
      </div>
      {kind === 'address' ? <Port /> : null}
    </>
  )
}

/** Which of the ports of an address that many share. */
function Port() {
  const t = useText()
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{t('legal.port')}</label>
      <input id={id} name="port" type="number" min={0} max={65_535} aria-describedby={`${id}-help`} />
      <small id={`${id}-help`}>{t('legal.portHelp')}</small>
    </div>
  )
}
