import { Link } from 'react-router'
import { AlertList } from '../alerts/list.tsx'
import { useCity } from '../city.tsx'
import { HotspotList } from '../hotspots/list.tsx'
import { useText } from '../languages/index.ts'

/** Alerts shown beside the map; the rest are on their own page. */
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
  const { alerts } = useCity()
  const open = alerts.data?.items ?? []
  const total = alerts.data?.total ?? 0
  return (
    <aside className="sidebar">
      <button type="button" className="close-list" aria-label={t('list.close')} onClick={onClose}>
        ×
      </button>
      {open.length > 0 ? (
        <section className="top-alerts" aria-label={t('alerts.title')}>
          <h2>{t('alerts.count', { count: total })}</h2>
          <AlertList alerts={open.slice(0, TOP)} onHotspot={onHotspot} />
          {total > TOP ? <Link to="/alerts">{t('alerts.all')}</Link> : null}
        </section>
      ) : null}
      <HotspotList chosen={chosen} onHotspot={onHotspot} />
    </aside>
  )
}
