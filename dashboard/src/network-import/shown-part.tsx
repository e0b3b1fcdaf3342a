import { useState } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

const PAGE = 100

/** The first rows of many, and more at a press. */
export function useShownPart<T>(rows: readonly T[]) {
  const [limit, setLimit] = useState(PAGE)
  return { shown: rows.slice(0, limit), hasMore: rows.length > limit, more: () => setLimit(limit + PAGE) }
}

/** Below a table: how many of all there are, where not all are shown. */
export function PartShown({
  of: { shown, hasMore, more },
  total,
}: {
  of: Pick<ReturnType<typeof useShownPart<unknown>>, 'shown' | 'hasMore' | 'more'>
  total: number
}) {
  const t = useText()
  const { format } = useCity()
  if (total === shown.length) return null
  return (
    <p className="more-of">
      <span className="muted">
        {t('import.firstOf', { shown: format.count(shown.length), number: format.count(total) })}
      </span>
      {hasMore ? (
        <button type="button" className="more" onClick={more}>
          {t('list.more')}
        </button>
      ) : null}
    </p>
  )
}
