import { useId } from 'react'
import { type TextKey, useText } from '../languages/index.ts'

interface FieldProps {
  label: TextKey
  /** Of the label. */
  values?: Record<string, string | number>
  help?: TextKey | undefined
  whole?: boolean
  children: (id: string, help: string) => React.ReactNode
}

/** A field with its label, and what helps to fill it in. */
export function Field({ label, values, help, whole, children }: FieldProps) {
  const t = useText()
  const id = useId()
  return (
    <div className={whole ? 'whole' : ''}>
      <label htmlFor={id}>{t(label, values)}</label>
      {children(id, `${id}-help`)}
      {help ? <small id={`${id}-help`}>{t(help)}</small> : null}
    </div>
  )
}

/** What a candidate must have, one of those that are chosen, to be in the plan. */
export function TagsChoice({ tags, first }: { tags: string[]; first: string[] }) {
  const t = useText()
  const all = [...new Set([...tags, ...first])].slice(0, 20)
  if (all.length === 0) return null
  return (
    <fieldset className="whole planning-tags">
      <legend>{t('planning.eligible')}</legend>
      {all.map((tag) => (
        <label key={tag}>
          <input type="checkbox" name="tags" value={tag} defaultChecked={first.includes(tag)} /> {tag}
        </label>
      ))}
      <small>{t('planning.eligibleHelp')}</small>
    </fieldset>
  )
}

interface FigureProps {
  name: string
  label: TextKey
  values?: Record<string, string | number>
  first: number
  min: number
  most: number
  step?: number
}

export const Figure = ({ name, label, values, first, min, most, step }: FigureProps) => (
  <Field label={label} {...(values && { values })}>
    {(id) => (
      <input
        {...{ id, name, type: 'number', min, max: most, required: true }}
        step={step ?? 'any'}
        defaultValue={first}
      />
    )}
  </Field>
)

interface ChoiceProps<T extends string> {
  name: 'unit' | 'groups' | 'existing' | 'method'
  of: readonly T[]
  first: T
  label: TextKey
  help?: TextKey | undefined
}

export function Choice<T extends string>({ name, of, first, label, help }: ChoiceProps<T>) {
  const t = useText()
  return (
    <Field label={label} help={help}>
      {(id, helpId) => (
        <select {...{ id, name, 'aria-describedby': help && helpId }} defaultValue={first}>
          {of.map((one) => (
            <option key={one} value={one}>
              {t(`planning.${name}.${one}` as TextKey)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
