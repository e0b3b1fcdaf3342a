import { Link } from 'react-router'
import type { IncidentChange } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

/** What happened to an incident, the latest first. */
export function History({ changes }: { changes: readonly IncidentChange[] }) {
  const { format } = useCity()
  return (
    <ol className="incident-history">
      {changes.map((change) => (
        <li key={change.id}>
          <time dateTime={change.at}>{format.moment(change.at)}</time>
          <span>
            <Words of={change} />
            {change.text === null ? null : <q>{change.text}</q>}
          </span>
        </li>
      ))}
    </ol>
  )
}

function Words({ of: { change, by, to, counts, into, receiver } }: { of: IncidentChange }) {
  const t = useText()
  const name = by ?? t('incidents.byCommand')
  switch (change) {
    case 'acknowledged':
    case 'unacknowledged':
    case 'comment':
      return t(`incidents.change.${change}`, { name })
    case 'assigned':
      return to === null
        ? t('incidents.change.assignedToNobody', { name })
        : t('incidents.change.assigned', { name, to })
    case 'grew':
    case 'shrank':
      return t(`incidents.change.${change}`, {
        joined: counts?.joined ?? 0,
        left: counts?.left ?? 0,
        hotspots: counts?.hotspots ?? 0,
      })
    case 'merged':
      return <Link to={`/incidents/${into}`}>{t('incidents.mergedInto', { id: into ?? 0 })}</Link>
    case 'told':
      return t('incidents.change.told', { receiver: receiver ?? '' })
    default:
      return t(`incidents.change.${change}`)
  }
}
