import { useEffect, useRef } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

/** Has screen readers say each alert that opens while the dashboard is. */
export function useAlertAnnouncements(): void {
  const t = useText()
  const { alerts, announce } = useCity()
  /** Highest id of an alert that was there: those that open have higher ones, those further down the list have not. */
  const known = useRef<number | undefined>(undefined)
  useEffect(() => {
    const now = alerts.data?.items
    if (!now) return
    const before = known.current
    known.current = Math.max(before ?? 0, ...now.map(({ id }) => id))
    const opened = before === undefined ? [] : now.filter(({ id }) => id > before)
    const words = opened
      .slice(0, 3)
      .map(({ hotspot, kind }) => t('alerts.new', { hotspot, kind: t(`alerts.kind.${kind}`) }))
    if (words.length > 0) announce(words.join('. '))
  }, [alerts.data, announce, t])
}
