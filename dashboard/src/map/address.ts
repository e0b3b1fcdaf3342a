import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import { healthState } from '../../../server/api/contract/index.ts'
import { type Measure, measures } from './areas/colouring.ts'

const idIn = (text: string | null): number | undefined => (text && /^\d{1,15}$/.test(text) ? Number(text) : undefined)

/** What the address says that the map shows, and how to have it say something else. */
export function useMapAddress() {
  const [address, setAddress] = useSearchParams()
  const layer = address.get('layer')
  const measure: Measure | undefined = measures.find((each) => each === layer)
  const put = useCallback(
    (name: 'hotspot' | 'layer' | 'state', value: string | undefined) =>
      setAddress(
        (before) => {
          const next = new URLSearchParams(before)
          if (value === undefined) next.delete(name)
          else next.set(name, value)
          return next
        },
        { replace: name !== 'hotspot' },
      ),
    [setAddress],
  )
  return {
    hotspotId: idIn(address.get('hotspot')),
    neighbourhoodId: idIn(address.get('neighbourhood')),
    measure,
    state: healthState.safeParse(address.get('state')).data,
    put,
  }
}
