import { MOST_COUNTED } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import type { List } from '../data/resource.ts'
import { useLanguage, useText } from '../languages/index.ts'
import { CsvLink } from './csv-link.tsx'

/** Below a list: how much of how many is shown, a button that shows more, and all of it as a file. */
export function More({ of: { data, more, csv } }: { of: List<unknown> }) {
  const t = useText()
  const language = useLanguage()
  const total = useTotal()
  const { format } = useCity()
  if (!data || (data.next === null && (!csv || data.items.length === 0))) return null
  return (
    <p className="more-of">
      {data.next === null ? null : (
        <>
          <span className="muted" role="status">
            {t('list.shown', { shown: format.count(data.items.length), total: total(data.total) })}
          </span>{' '}
          <button type="button" className="more" onClick={more}>
            {t('list.more')}
          </button>
        </>
      )}
      {csv ? <CsvLink address={csv(language)} /> : null}
    </p>
  )
}

/** How many rows a list has, in words where they were not counted to the end. */
export function useTotal(): (total: number) => string {
  const t = useText()
  const { format } = useCity()
  return (total) => (total === MOST_COUNTED ? t('list.atLeast', { number: format.count(total) }) : format.count(total))
}
