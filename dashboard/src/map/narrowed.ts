import { useEffect } from 'react'
import { findHotspots } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { askedOf, type MapFilter } from './filter.ts'

/**
 * Has the map show only what the filter finds, as long as its page is open. While another filter is asked for, it shows
 * what the last one found.
 *
 * @returns why the filter could not be asked for, and how to ask again
 */
export function useNarrowedMap(filter: MapFilter) {
  const { points } = useCity()
  const query = askedOf(filter)
  const { data, error, reload } = useResource(query ? findHotspots : undefined, { query: query ?? {} })
  const found = query ? data : undefined
  const isWaiting = query !== undefined && found === undefined
  const { state } = filter
  useEffect(() => {
    if (!isWaiting) points.show({ state, ids: found && new Set(found.ids) })
  }, [points, state, found, isWaiting])
  useEffect(() => () => points.show({}), [points])
  return { error: query ? error : undefined, reload }
}
