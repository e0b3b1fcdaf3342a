import type { ReactNode } from 'react'
import { useText } from '../languages/index.ts'
import { AskRemoval } from './ask-removal.tsx'
import type { useRow } from './row.ts'

interface Props {
  of: Omit<ReturnType<typeof useRow<never>>, 'doing' | 'setDoing'> & {
    doing: string | undefined
    setDoing: (doing: 'edit' | 'remove') => void
  }
  name: string
  /** Asked before the row is removed. */
  question: string
  mayRemove?: boolean
  /** Buttons of its own, first. */
  children?: ReactNode
}

/** The buttons that change and remove a row; the question in their place, once it is to be removed. */
export function RowButtons({ of: row, name, question, mayRemove = true, children }: Props) {
  const t = useText()
  if (row.doing === 'remove') return <AskRemoval question={question} onRemove={row.remove} onCancel={row.stop} />
  return (
    <p className="buttons">
      {children}
      <button
        type="button"
        ref={row.editButton}
        aria-label={t('groups.editOf', { name })}
        onClick={() => row.setDoing('edit')}
      >
        {t('groups.edit')}
      </button>
      {mayRemove ? (
        <button
          type="button"
          ref={row.removeButton}
          aria-label={t('groups.removeOf', { name })}
          onClick={() => row.setDoing('remove')}
        >
          {t('groups.remove')}
        </button>
      ) : null}
    </p>
  )
}
