import { useEffect, useId, useRef, useState } from 'react'

/** How long nothing must be typed before it is searched for. */
const QUIET_MS = 250
const LONGEST = 100

interface Props {
  /** What the address of the page says. */
  said: string
  put: (words: string) => void
  /** Of the field, for those who see it and those who do not. */
  label: string
}

/** Searches once nothing more is typed for a moment. */
export function SearchField({ said, put, label }: Props) {
  const id = useId()
  const [typed, setTyped] = useState(said)
  const current = useRef(put)
  current.current = put
  const asked = useRef(said)
  useEffect(() => {
    // Somebody else changed the address: the button that clears it, or the way back.
    if (said === asked.current) return
    asked.current = said
    setTyped(said)
  }, [said])
  useEffect(() => {
    const words = typed.trim()
    if (words === asked.current) return
    const timer = setTimeout(() => {
      asked.current = words
      current.current(words)
    }, QUIET_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <>
      <label htmlFor={id} className="for-screen-readers">
        {label}
      </label>
      <input
        id={id}
        type="search"
        maxLength={LONGEST}
        value={typed}
        placeholder={label}
        onChange={({ target }) => setTyped(target.value)}
      />
    </>
  )
}
