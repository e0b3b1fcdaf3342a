import type { Alert } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { useCause } from '../hotspots/cause.ts'
import { StateMark } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import { useRingWords } from '../parts/ring.tsx'

export function AlertList({ alerts, onHotspot }: { alerts: readonly Alert[]; onHotspot: (id: number) => void }) {
  const t = useText()
  const cause = useCause()
  const { format } = useCity()
  const ringWords = useRingWords()
  const now = useNow(30_000)
  return (
    <ul className="alert-list">
      {alerts.map((alert) => (
        <li key={alert.id}>
          <button type="button" data-alert={alert.id} onClick={() => onHotspot(alert.hotspotId)}>
            <StateMark state={alert.kind} size={20} />
            <span className="what">
              <strong>{alert.hotspot}</strong>
              <span className="muted">
                {t(`alerts.kind.${alert.kind}`)}
                {alert.cause ? `: ${cause(alert.cause)}` : ''} · {format.ago(alert.openedAt, now)}
              </span>
            </span>
            {alert.residentsAffected === null ? null : (
              <span
                className="affected"
                title={t('alerts.affected', {
                  count: alert.residentsAffected,
                  number: format.count(alert.residentsAffected),
                  ring: ringWords('walk'),
                })}
              >
                {format.count(alert.residentsAffected)}
                <small>{t('alerts.residents')}</small>
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  )
}
