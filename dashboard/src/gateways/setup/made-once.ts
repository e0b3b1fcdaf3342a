import { useState } from 'react'
import { useCity } from '../../city.tsx'
import { useReturnedFocus } from '../../hotspots/ask.tsx'

/**
 * Something that is made after a question and shown once: whether it is asked, what was made, and why that failed.
 *
 * @param words said once it is made
 */
export function useMadeOnce<T>(words: string) {
  const { announce } = useCity()
  const [isAsked, setAsked] = useState(false)
  const [isSending, setSending] = useState(false)
  const [made, setMade] = useState<T>()
  const [error, setError] = useState<unknown>()
  const button = useReturnedFocus(!isAsked)
  const make = async (work: Promise<T>) => {
    setSending(true)
    setError(undefined)
    await work.then((one) => {
      setMade(one)
      announce(words)
    }, setError)
    setSending(false)
    setAsked(false)
  }
  return { isAsked, ask: () => setAsked(true), stop: () => setAsked(false), isSending, made, error, button, make }
}
