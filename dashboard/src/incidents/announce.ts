import { useEffect, useRef } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

/** Has screen readers say each incident that begins while the dashboard is open. */
export function useIncidentAnnouncements(): void {
  const t = useText()
  const { incidents, announce } = useCity()
  /** Highest id of one that was there: those that begin have higher ones, those further down the list have not. */
  const known = useRef<number | undefined>(undefined)
  useEffect(() => {
    const now = incidents.data?.items
    if (!now) return
    const before = known.current
    known.current = Math.max(before ?? 0, ...now.map(({ id }) => id))
    const begun = before === undefined ? [] : now.filter(({ id }) => id > before)
    const words = begun
      .slice(0, 3)
      .map(({ cause, name, kind }) =>
        t('incidents.new', { what: `${t(`incidents.cause.${cause}`)} ${name}`, kind: t(`alerts.kind.${kind}`) }),
      )
    if (words.length > 0) announce(words.join('. '))
  }, [incidents.data, announce, t])
}
