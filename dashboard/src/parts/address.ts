import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** What the address says, and how to have it say something else, without a step back; undefined leaves a name out. */
export function useAddress() {
  const [address, setAddress] = useSearchParams()
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
  return { address, put }
}
