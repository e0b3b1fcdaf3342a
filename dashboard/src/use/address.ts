import { useMemo } from 'react'
import { useCity } from '../city.tsx'
import { useAddress } from '../parts/address.ts'
import { createCityClock } from '../parts/city-clock.ts'
import { askedBy } from './asked.ts'

/** What the address says, and how to have it say something else; undefined leaves a name out. */
export function useAsked() {
  const { address, put } = useAddress()
  const { settings } = useCity()
  const today = useMemo(() => createCityClock(settings.timeZone).shown(new Date()).slice(0, 10), [settings.timeZone])
  const asked = useMemo(() => askedBy(address, today), [address, today])
  return { asked, address, put }
}
