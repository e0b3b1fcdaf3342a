import { useEffect, useRef } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

/** Has screen readers say each alert that opens while the dashboard is. */
export function useAlertAnnouncements(): void {
  const t = useText()
  const { alerts, announce } = useCity()
  const known = useRef<Set<number> | undefined>(undefined)
  useEffect(() => {
    const now = alerts.data?.alerts
    if (!now) return
    const before = known.current
    known.current = new Set(now.map(({ id }) => id))
    const opened = before && now.filter(({ id }) => !before.has(id))
    const words = opened
      ?.slice(0, 3)
      .map(({ hotspot, kind }) => t('alerts.new', { hotspot, kind: t(`alerts.kind.${kind}`) }))
    if (words?.length) announce(words.join('. '))
  }, [alerts.data, announce, t])
}
