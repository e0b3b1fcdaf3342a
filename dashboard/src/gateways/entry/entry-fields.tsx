import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from 'react'
import { ApiFailure } from '../../data/failure.ts'
import { es } from '../../languages/es/index.ts'
import { type TextKey, useText } from '../../languages/index.ts'

/** What was wrong with what the form sent: each field shows what is its own. */
export const WrongEntry = createContext<unknown>(undefined)

/** Which field was wrong; undefined: none of the form's. */
export function wrongField(error: unknown): string | undefined {
  if (!(error instanceof ApiFailure) || error.code !== 'wrong-gateway') return undefined
  return error.field === 'controller' ? 'controllerUrl' : error.field
}

function useWrong(name: string): string | undefined {
  const t = useText()
  const error = useContext(WrongEntry)
  if (wrongField(error) !== name || !(error instanceof ApiFailure)) return undefined
  const { reason = 'invalid' } = error.details
  const own = `gateways.wrong.${name}.${reason}`
  const any = `gateways.wrong.${reason}`
  return t((Object.hasOwn(es, own) ? own : Object.hasOwn(es, any) ? any : 'problem.wrong-gateway') as TextKey)
}

interface EntryFieldProps {
  name: string
  label: string
  value?: string | number | null | undefined
  help?: string | undefined
  required?: boolean
  type?: 'text' | 'password' | 'number' | 'url'
  /** Several lines. */
  rows?: number
  autoFocus?: boolean
}

/** A field of a gateway; what was wrong with it stands below it, and the focus comes back to it. */
export function EntryField({ name, label, value, help, required, type = 'text', rows, autoFocus }: EntryFieldProps) {
  const id = useId()
  const error = useContext(WrongEntry)
  const wrong = useWrong(name)
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useEffect(() => {
    if (error && wrong !== undefined) field.current?.focus()
  }, [error, wrong])
  const described = [help === undefined ? '' : `${id}-help`, wrong === undefined ? '' : `${id}-wrong`].join(' ').trim()
  const props = {
    ...{ id, name, required, autoFocus, ref: field, defaultValue: value ?? '', spellCheck: false },
    'aria-invalid': wrong !== undefined,
    ...(described && { 'aria-describedby': described }),
  }
  return (
    <div className={rows ? 'whole' : undefined}>
      <label htmlFor={id}>{label}</label>
      {rows ? (
        <textarea {...props} rows={rows} />
      ) : (
        <input
          {...props}
          type={type}
          autoComplete={type === 'password' ? 'new-password' : 'off'}
          {...(type === 'number' && { min: 1, max: 65_535 })}
        />
      )}
      {help === undefined ? null : <small id={`${id}-help`}>{help}</small>}
      {wrong === undefined ? null : (
        <p id={`${id}-wrong`} className="wrong-field" role="alert">
          {wrong}
        </p>
      )}
    </div>
  )
}

type Choice = 'keep' | 'make' | 'typed' | 'none'

interface SecretProps {
  name: 'secret' | 'uamSecret' | 'macPassword'
  label: string
  help?: string
  choices: readonly Choice[]
  /** Below, while it is typed. */
  children?: ReactNode
}

/** Where a secret comes from: Plaza makes it, it is typed, it stays, or there is none. */
export function SecretField({ name, label, help, choices, children }: SecretProps) {
  const t = useText()
  const id = useId()
  const [choice, setChoice] = useState<Choice>(choices[0]!)
  const chosen = choices.includes(choice) ? choice : choices[0]!
  const wrong = useWrong(name)
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        name={`${name}Choice`}
        value={chosen}
        onChange={({ target }) => setChoice(choices.find((one) => one === target.value) ?? choices[0]!)}
        {...(help !== undefined && { 'aria-describedby': `${id}-help` })}
      >
        {choices.map((one) => (
          <option key={one} value={one}>
            {t(`gateways.secret.${one}`)}
          </option>
        ))}
      </select>
      {help === undefined ? null : <small id={`${id}-help`}>{help}</small>}
      {chosen === 'typed' ? (
        <>
          <EntryField name={name} label={t('gateways.secret.type', { what: label })} type="password" required />
          {children}
        </>
      ) : wrong === undefined ? null : (
        <p className="wrong-field" role="alert">
          {wrong}
        </p>
      )}
    </div>
  )
}
