import { useEffect, useMemo, useRef } from 'react'
import { type CoverageRing, listNeighbourhoods } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'

/** At most one reading in this many milliseconds, however often coverage changes. */
const AT_MOST_EVERY = 10_000

/** The neighbourhoods with their coverage within a ring, read again when residents gain or lose service. */
export function useNeighbourhoods(ring: CoverageRing = 'walk') {
  const { summary } = useCity()
  const resource = useResource(listNeighbourhoods, { query: { ring } })
  const { data, reload } = resource
  const covered = summary && `${summary.residentsCovered} ${summary.residentsUnchecked}`
  const readAt = useRef(Date.now())
  const seen = useRef(covered)
  useEffect(() => {
    const before = seen.current
    seen.current = covered
    if (covered === undefined || before === undefined || before === covered) return
    const wait = Math.max(0, readAt.current + AT_MOST_EVERY - Date.now())
    const timer = setTimeout(() => {
      readAt.current = Date.now()
      reload()
    }, wait)
    return () => clearTimeout(timer)
  }, [covered, reload])
  const byId = useMemo(() => new Map(data?.items.map((row) => [row.id, row])), [data])
  return { ...resource, byId }
}
