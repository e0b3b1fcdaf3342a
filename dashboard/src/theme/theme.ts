import { useSyncExternalStore } from 'react'

/** As the device has it, or as somebody chose. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const STORED = 'plaza.theme'

const stored = (): Theme => themes.find((theme) => theme === localStorage.getItem(STORED)) ?? 'system'
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}
const deviceIsDark = matchMedia('(prefers-color-scheme: dark)')
const prints = matchMedia('print')
for (const media of [deviceIsDark, prints]) media.addEventListener('change', tell)

let chosen = stored()
function wear(theme: Theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
wear(chosen)

export function chooseTheme(theme: Theme): void {
  chosen = theme
  if (theme === 'system') localStorage.removeItem(STORED)
  else localStorage.setItem(STORED, theme)
  wear(theme)
  tell()
}

const subscribe = (onChange: () => void) => {
  listeners.add(onChange)
  return () => void listeners.delete(onChange)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => chosen)

/** Whether the page is dark now; paper is light. What is drawn by scripts is drawn again when that changes. */
export const useIsDark = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => !prints.matches && (chosen === 'dark' || (chosen === 'system' && deviceIsDark.matches)),
  )
