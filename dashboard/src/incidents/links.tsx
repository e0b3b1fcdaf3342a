import { Link, useSearchParams } from 'react-router'
import type { Incident } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { StateMark } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import { Residents } from './residents.tsx'

interface Props {
  incidents: readonly Incident[]
  /** Each leads to its area on the map, beside which the list stands; otherwise to its page. */
  onMap?: boolean
}

/** Incidents in little room. */
export function IncidentLinks({ incidents, onMap = false }: Props) {
  const t = useText()
  const { format } = useCity()
  const now = useNow(30_000)
  const [address] = useSearchParams()
  const withPanel = (id: number) => {
    const next = new URLSearchParams(address)
    next.delete('hotspot')
    next.set('incident', String(id))
    return { pathname: '/', search: next.toString() }
  }
  return (
    <ul className="incident-links">
      {incidents.map((incident) => (
        <li key={incident.id}>
          <Link to={onMap ? withPanel(incident.id) : `/incidents/${incident.id}`} data-incident={incident.id}>
            <StateMark state={incident.kind} size={20} />
            <span className="what">
              <strong>{incident.name}</strong>
              <span className="muted">
                {t(`incidents.cause.${incident.cause}`)} · {t('incidents.holds', { count: incident.hotspots })} ·{' '}
                {format.ago(incident.openedAt, now)}
              </span>
            </span>
            <Residents of={incident} />
          </Link>
        </li>
      ))}
    </ul>
  )
}
