import { useNavigate } from 'react-router'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { More } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'
import { AlertList } from './list.tsx'

export function AlertsPage() {
  const t = useText()
  const { alerts } = useCity()
  const navigate = useNavigate()
  return (
    <div className="page">
      <h1>{t('alerts.title')}</h1>
      <p className="muted">{t('alerts.lead')}</p>
      <Reading of={alerts} />
      {alerts.data?.total === 0 ? <p className="empty">{t('alerts.none')}</p> : null}
      {alerts.data ? <AlertList alerts={alerts.data.items} onHotspot={(id) => navigate(`/?hotspot=${id}`)} /> : null}
      <More of={alerts} />
    </div>
  )
}
