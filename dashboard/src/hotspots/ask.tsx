import { type ReactNode, type RefObject, useEffect, useRef } from 'react'

/** Asks before something is done: takes the focus, so that a second Enter answers nothing, and goes away by Escape. */
export function Ask({ question, onCancel, children }: { question: string; onCancel: () => void; children: ReactNode }) {
  const fieldset = useRef<HTMLFieldSetElement>(null)
  useEffect(() => fieldset.current?.focus({ preventScroll: true }), [])
  return (
    <fieldset className="ask" ref={fieldset} tabIndex={-1} onKeyDown={onEscape(onCancel)}>
      <legend>{question}</legend>
      {children}
    </fieldset>
  )
}

/** Escape does this, and does not close the panel around it. */
export const onEscape = (act: () => void) => (event: { key: string; stopPropagation(): void }) => {
  if (event.key !== 'Escape') return
  event.stopPropagation()
  act()
}

/** For the button that a question or form took the place of: it gets the focus back that they leave to nobody. */
export function useReturnedFocus(isBack: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null)
  const wasBack = useRef(isBack)
  useEffect(() => {
    const isLost = document.activeElement === document.body
    if (isBack && !wasBack.current && isLost) button.current?.focus({ preventScroll: true })
    wasBack.current = isBack
  }, [isBack])
  return button
}
