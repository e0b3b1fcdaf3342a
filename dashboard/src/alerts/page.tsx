import { useEffect } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { listAlerts } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { More } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'
import { AlertList } from './list.tsx'

/** Alerts hotspot by hotspot, those that are open or those that are over. */
export function AlertsPage() {
  const t = useText()
  const { live } = useCity()
  const [address] = useSearchParams()
  const isPast = address.get('past') === '1'
  const alerts = useList(listAlerts, { query: { open: isPast ? 'false' : 'true' } })
  const { reload } = alerts
  useEffect(() => {
    live.on('alerts', reload)
    return () => void live.off('alerts', reload)
  }, [live, reload])
  const navigate = useNavigate()
  return (
    <div className="page incidents-page">
      <h1>{t(isPast ? 'alerts.past' : 'alerts.title')}</h1>
      <p className="muted">{t('alerts.lead')}</p>
      <p className="buttons">
        <Link to="/incidents">{t('incidents.title')}</Link>{' '}
        <Link to={isPast ? '/alerts' : '/alerts?past=1'}>{t(isPast ? 'alerts.title' : 'alerts.past')}</Link>
      </p>
      <Reading of={alerts} />
      {alerts.data?.total === 0 ? <p className="empty">{t('alerts.none')}</p> : null}
      {alerts.data ? <AlertList alerts={alerts.data.items} onHotspot={(id) => navigate(`/?hotspot=${id}`)} /> : null}
      <More of={alerts} />
    </div>
  )
}
