import { useCallback } from 'react'
import { useIsDark } from './theme.ts'

/** A colour of styles/colours.css by its name, as a canvas takes it: `rgb(…)` or `rgba(…)`. */
export type Colour = (name: string) => string

/** Only an element's own colour is worked out by the browser; a property is told as it was written. */
function colourNow(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** Looks colours up; another function, and so drawn again, once the page turns dark or light. */
export function useColour(): Colour {
  const isDark = useIsDark()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same names are other colours then
  return useCallback((name: string) => colourNow(name), [isDark])
}
