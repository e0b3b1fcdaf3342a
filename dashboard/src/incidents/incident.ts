import { useEffect } from 'react'
import { listColleagues, readIncident } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useResource } from '../data/resource.ts'

/** An incident as it is now, and to whom it can be given. */
export function useIncident(id: number | undefined) {
  const { me, live } = useCity()
  const incident = useResource(id === undefined ? undefined : readIncident, { params: { id: id ?? 1 } })
  const colleagues = useResource(may(me, listColleagues) ? listColleagues : undefined, {})
  const { reload } = incident
  useEffect(() => {
    live.on('incidents', reload)
    return () => void live.off('incidents', reload)
  }, [live, reload])
  return { incident, colleagues: colleagues.data?.staff ?? [] }
}
