import { type RefObject, useEffect, useRef } from 'react'

/** For the button that takes the focus as the panel opens; whoever had it has it back as the panel closes. */
export function useFocusWhileOpen(): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const before = document.activeElement
    button.current?.focus({ preventScroll: true })
    return () => {
      // Markers are drawn anew as the map goes there.
      const back = before?.isConnected ? before : document.querySelector('.marker > [tabindex="0"]')
      if (back instanceof HTMLElement) back.focus({ preventScroll: true })
    }
  }, [])
  return button
}
