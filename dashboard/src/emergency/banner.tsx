import { listEmergencies } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { placeOf } from './place.ts'

const RENEW_MS = 15_000

/** On every page, for everybody, while an emergency is on. */
export function EmergencyBanner() {
  const t = useText()
  const { format } = useCity()
  const { data } = useResource(listEmergencies, {}, RENEW_MS)
  const active = data?.items.filter((emergency) => emergency.active) ?? []
  if (active.length === 0) return null
  return (
    <div className="emergency-banner" role="status">
      {active.map((emergency) => (
        <p key={emergency.id}>
          <strong>{t('emergency.banner', { place: placeOf(emergency, t) })}</strong> {emergency.reason} ·{' '}
          {t('emergency.until', { at: format.moment(emergency.endsAt) })}
        </p>
      ))}
    </div>
  )
}
