import { useSyncExternalStore } from 'react'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'
import { isNarrowed, type MapFilter } from './filter.ts'

interface Props {
  filter: MapFilter
  clear: () => void
  /** Why the filter could not be asked for. */
  error: unknown
  retry: () => void
}

/** Says that not all is on the map, and how much is; nothing where all is. */
export function FilterNote({ filter, clear, error, retry }: Props) {
  const t = useText()
  const reason = useReason(error)
  const { points, format } = useCity()
  const shown = useSyncExternalStore(points.subscribe, () => points.index?.shown() ?? 0)
  if (!isNarrowed(filter)) return null
  return (
    <p className="map-note filter-note" role="status">
      {error ? (
        <>
          {reason}{' '}
          <button type="button" onClick={retry}>
            {t('error.retry')}
          </button>
        </>
      ) : (
        <>
          {filter.state ? `${t(`states.${filter.state}`)} · ` : ''}
          {t('map.shown', { shown: format.count(shown), all: format.count(points.index?.size ?? 0) })}
        </>
      )}{' '}
      <button type="button" className="link" onClick={clear}>
        {t('map.showAll')}
      </button>
    </p>
  )
}
