import { useEffect } from 'react'
import { Link } from 'react-router'
import { listIncidents } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { IncidentLinks } from '../incidents/links.tsx'
import { useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import type { Place } from './place.ts'

const MOST = 20

/** What goes wrong at a place now, and what did. */
export function IncidentsHere({ of }: { of: Place }) {
  const t = useText()
  const { live, format } = useCity()
  const open = useResource(listIncidents, { query: { ...of, open: 'true', limit: MOST } })
  const past = useResource(listIncidents, { query: { ...of, open: 'false', limit: MOST } })
  const reloads = [open.reload, past.reload]
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them stays the same
  useEffect(() => {
    const again = () => {
      for (const reload of reloads) reload()
    }
    live.on('incidents', again)
    return () => void live.off('incidents', again)
  }, [live, ...reloads])
  const latest = past.data?.items.toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))
  return (
    <section className="part" aria-label={t('place.incidents')}>
      <h2>{t('place.incidents')}</h2>
      <Reading of={open} />
      {open.data?.items.length === 0 ? <p className="empty">{t('place.noIncidents')}</p> : null}
      {open.data && open.data.items.length > 0 ? <IncidentLinks incidents={open.data.items} /> : null}
      {latest && latest.length > 0 ? (
        <details>
          <summary>{t('place.pastIncidents', { count: past.data?.total ?? 0 })}</summary>
          <ul className="past-incidents">
            {latest.map(({ id, name, openedAt, closedAt }) => (
              <li key={id}>
                <Link to={`/incidents/${id}`}>{name}</Link>{' '}
                {t('incidents.span', {
                  from: format.moment(openedAt),
                  until: format.moment(closedAt ?? openedAt),
                  lasted: format.duration((Date.parse(closedAt ?? openedAt) - Date.parse(openedAt)) / 1000),
                })}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  )
}
