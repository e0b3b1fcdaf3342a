import { useState } from 'react'
import { useCity } from '../city.tsx'
import { useReturnedFocus } from '../hotspots/ask.tsx'

interface Removal {
  /** Asks for the removal. */
  remove: () => Promise<unknown>
  /** Said once it is done. */
  removed: string
  /** The row was changed, or is gone. */
  onChange: () => void
}

/** What is being done with one row of a list: it is changed, or removed after a question, or what the row has beside. */
export function useRow<More extends string = never>({ remove: ask, removed, onChange }: Removal) {
  const { announce } = useCity()
  const [doing, setDoing] = useState<'edit' | 'remove' | More>()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const editButton = useReturnedFocus(doing !== 'edit')
  const removeButton = useReturnedFocus(doing !== 'remove' && !isSending)
  const stop = () => setDoing(undefined)
  const saved = () => {
    stop()
    onChange()
  }
  const remove = async () => {
    setSending(true)
    setError(undefined)
    await ask().then(() => {
      announce(removed)
      onChange()
    }, setError)
    setSending(false)
    stop()
  }
  return { doing, setDoing, stop, saved, remove, isSending, editButton, removeButton, error }
}
