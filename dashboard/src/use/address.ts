import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { useCity } from '../city.tsx'
import { createCityClock } from '../parts/city-clock.ts'
import { askedBy } from './asked.ts'

/** What the address says, and how to have it say something else; undefined leaves a name out. */
export function useAsked() {
  const [address, setAddress] = useSearchParams()
  const { settings } = useCity()
  const today = useMemo(() => createCityClock(settings.timeZone).shown(new Date()).slice(0, 10), [settings.timeZone])
  const asked = useMemo(() => askedBy(address, today), [address, today])
  const put = useCallback(
    (said: Record<string, string | undefined>) =>
      setAddress(
        (before) => {
          const next = new URLSearchParams(before)
          for (const [name, value] of Object.entries(said))
            if (value === undefined) next.delete(name)
            else next.set(name, value)
          return next
        },
        { replace: true },
      ),
    [setAddress],
  )
  return { asked, address, put }
}
