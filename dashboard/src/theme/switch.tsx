import { useText } from '../languages/index.ts'
import { chooseTheme, themes, useTheme } from './theme.ts'

const SIGNS = { system: '◐', light: '☀', dark: '☾' } as const

/** Light, dark, or as the device has it: each press goes one on. */
export function ThemeSwitch() {
  const t = useText()
  const theme = useTheme()
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!
  const name = t('theme.label', { theme: t(`theme.${theme}`) })
  return (
    <button type="button" className="quiet" aria-label={name} title={name} onClick={() => chooseTheme(next)}>
      <span aria-hidden="true">{SIGNS[theme]}</span>
    </button>
  )
}
