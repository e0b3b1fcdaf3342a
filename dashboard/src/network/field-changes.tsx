import { useText } from '../languages/index.ts'
import { useFieldName, useFieldWords } from './words.ts'

interface Props {
  /** By field: its value before and after. */
  changes: Record<string, readonly [before: unknown, after: unknown]>
  className?: string
}

/** What changed of a hotspot, a line for each field. */
export function FieldChanges({ changes, className }: Props) {
  const t = useText()
  const nameOf = useFieldName()
  const wordsOf = useFieldWords()
  return (
    <ul className={className}>
      {Object.entries(changes).map(([field, [before, after]]) => (
        <li key={field}>
          <span className="muted">{nameOf(field)}:</span>{' '}
          <span className="for-screen-readers">
            {t('item.was', { before: wordsOf(field, before), after: wordsOf(field, after) })}
          </span>
          <span aria-hidden="true">
            {wordsOf(field, before)} → {wordsOf(field, after)}
          </span>
        </li>
      ))}
    </ul>
  )
}
