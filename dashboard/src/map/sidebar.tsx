import { Link } from 'react-router'
import { useCity } from '../city.tsx'
import { HotspotList } from '../hotspots/list.tsx'
import { NearMe } from '../hotspots/near-me.tsx'
import { IncidentLinks } from '../incidents/links.tsx'
import { useText } from '../languages/index.ts'

/** Incidents shown beside the map; the rest are on their own page. */
const TOP = 3

export function Sidebar({
  chosen,
  onHotspot,
  onClose,
}: {
  chosen: number | undefined
  onHotspot: (id: number) => void
  onClose: () => void
}) {
  const t = useText()
  const { incidents } = useCity()
  const open = incidents.data?.items ?? []
  // What is below them does not move as they come.
  const areKnown = incidents.data !== undefined || incidents.error !== undefined
  const total = incidents.data?.total ?? 0
  return (
    <aside className="sidebar">
      <button type="button" className="close-list" aria-label={t('list.close')} onClick={onClose}>
        ×
      </button>
      {open.length > 0 ? (
        <section className="top-alerts" aria-label={t('incidents.title')}>
          <h2>{t('incidents.count', { count: total })}</h2>
          <IncidentLinks incidents={open.slice(0, TOP)} onMap />
          {total > TOP ? <Link to="/incidents">{t('alerts.all')}</Link> : null}
        </section>
      ) : null}
      {areKnown ? (
        <>
          <NearMe onHotspot={onHotspot} />
          <HotspotList chosen={chosen} onHotspot={onHotspot} />
        </>
      ) : null}
    </aside>
  )
}
