import { useId } from 'react'

interface FieldProps {
  name: string
  label: string
  value?: string | number | null | undefined
  help?: string | undefined
  required?: boolean | undefined
  max?: number | undefined
  /** A whole number from 1. */
  number?: boolean | undefined
  type?: string | undefined
  /** Over the form's whole width. */
  wide?: boolean | undefined
}

/** One line of a form. */
export function Field({ name, label, value, help, required, max, number, type = 'text', wide }: FieldProps) {
  const id = useId()
  return (
    <div className={wide ? 'whole' : undefined}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        defaultValue={value ?? ''}
        required={required}
        maxLength={max}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        {...(number ? { type: 'number', min: 1, max: 100_000, step: 1 } : { type })}
      />
      {help === undefined ? null : <small id={`${id}-help`}>{help}</small>}
    </div>
  )
}

/** Several values, one a line. */
export function LinesField({ name, label, value, help }: Omit<FieldProps, 'value'> & { value: readonly string[] }) {
  const id = useId()
  return (
    <div className="whole">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        name={name}
        rows={Math.min(8, Math.max(2, value.length + 1))}
        defaultValue={value.join('\n')}
        spellCheck={false}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
      />
      {help === undefined ? null : <small id={`${id}-help`}>{help}</small>}
    </div>
  )
}
