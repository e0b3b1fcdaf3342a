import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { ringIn } from '../parts/ring.tsx'
import { type Measure, measures } from './areas/colouring.ts'
import { type FilterName, filterIn, idIn, withoutFilter } from './filter.ts'

type Name = FilterName | 'hotspot' | 'incident' | 'layer' | 'ring'

/** Whose panel is open: the way back closes it. */
const PANELS: readonly string[] = ['hotspot', 'incident']

/** What the address says that the map and its list show, and how to have it say something else. */
export function useMapAddress() {
  const [address, setAddress] = useSearchParams()
  const layer = address.get('layer')
  const measure: Measure | undefined = measures.find((each) => each === layer)
  const filter = useMemo(() => filterIn(address), [address])
  const put = useCallback(
    (name: Name, value: string | undefined) =>
      setAddress(
        (before) => {
          const next = new URLSearchParams(before)
          // One panel at a time.
          if (PANELS.includes(name)) for (const panel of PANELS) next.delete(panel)
          if (value === undefined || value === '') next.delete(name)
          else next.set(name, value)
          return next
        },
        { replace: !PANELS.includes(name) },
      ),
    [setAddress],
  )
  const clear = useCallback(() => setAddress(withoutFilter, { replace: true }), [setAddress])
  return {
    hotspotId: idIn(address.get('hotspot')),
    incidentId: idIn(address.get('incident')),
    neighbourhoodId: idIn(address.get('neighbourhood')),
    measure,
    filter,
    ring: ringIn(address.get('ring')),
    put,
    clear,
  }
}
