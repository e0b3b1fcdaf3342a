import type { ReactNode } from 'react'

interface Props {
  /** What is in it, or the id of the heading that says so. */
  label?: string
  labelledBy?: string
  children: ReactNode
}

/** What is wider than the page, as a table may be: it scrolls by itself, by the keyboard too. */
export function Scrolling({ label, labelledBy, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="scroll" tabIndex={0} aria-label={label} aria-labelledby={labelledBy}>
      {children}
    </section>
  )
}
