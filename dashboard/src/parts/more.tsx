import { MOST_COUNTED } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import type { List } from '../data/resource.ts'
import { useText } from '../languages/index.ts'

/** Below a list of which only a part is shown: how much of how many, and a button that shows more. */
export function More({ of: { data, more } }: { of: List<unknown> }) {
  const t = useText()
  const total = useTotal()
  const { format } = useCity()
  if (!data || data.next === null) return null
  return (
    <p className="more-of">
      <span className="muted" role="status">
        {t('list.shown', { shown: format.count(data.items.length), total: total(data.total) })}
      </span>{' '}
      <button type="button" className="more" onClick={more}>
        {t('list.more')}
      </button>
    </p>
  )
}

/** How many rows a list has, in words where they were not counted to the end. */
export function useTotal(): (total: number) => string {
  const t = useText()
  const { format } = useCity()
  return (total) => (total === MOST_COUNTED ? t('list.atLeast', { number: format.count(total) }) : format.count(total))
}
