import type { ReactNode } from 'react'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import type { useRow } from './row.ts'

interface Props {
  of: Omit<ReturnType<typeof useRow<never>>, 'doing' | 'setDoing'> & {
    doing: string | undefined
    setDoing: (doing: 'edit' | 'remove') => void
  }
  /** Whose words the buttons have. */
  words: 'groups' | 'agents' | 'credentials' | 'districts'
  name: string
  /** Asked before the row is removed. */
  question: string
  /** What follows from that. */
  consequence?: string | undefined
  mayEdit?: boolean
  mayRemove?: boolean
  /** Why it cannot be removed now. */
  inUse?: string | undefined
  /** Buttons of its own, first. */
  children?: ReactNode
}

/** The buttons that change and remove a row; the question in their place, once it is to be removed. */
export function RowButtons({ of: row, words, name, question, consequence, inUse, children, ...may }: Props) {
  const t = useText()
  const { mayEdit = true, mayRemove = true } = may
  if (row.doing === 'remove') {
    return (
      <Ask question={question} onCancel={row.stop}>
        {consequence === undefined ? null : <p>{consequence}</p>}
        <button type="button" className="danger" disabled={row.isSending} onClick={row.remove}>
          {t(`${words}.removeYes`)}
        </button>
        <button type="button" onClick={row.stop}>
          {t('network.cancel')}
        </button>
      </Ask>
    )
  }
  return (
    <p className="buttons">
      {children}
      {mayEdit ? (
        <button
          type="button"
          ref={row.editButton}
          aria-label={t(`${words}.editOf`, { name })}
          onClick={() => row.setDoing('edit')}
        >
          {t(`${words}.edit`)}
        </button>
      ) : null}
      {mayRemove ? (
        <button
          type="button"
          ref={row.removeButton}
          disabled={inUse !== undefined}
          title={inUse}
          aria-label={t(`${words}.removeOf`, { name })}
          onClick={() => row.setDoing('remove')}
        >
          {t(`${words}.remove`)}
        </button>
      ) : null}
    </p>
  )
}
