import { useId } from 'react'

export type Option = readonly [value: string, words: string]

interface Props {
  label: string
  options: readonly Option[]
  /** Words for no choice. */
  any: string
  value: string
  choose: (value: string) => void
}

/** One of several, or any; nothing where there are none. */
export function Choice({ label, options, any, value, choose }: Props) {
  const id = useId()
  if (options.length === 0) return null
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => choose(target.value)}>
        <option value="">{any}</option>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}
