import { Link } from 'react-router'
import { useText } from '../languages/index.ts'
import { useFocusWhileOpen } from '../parts/focus-while-open.ts'
import { Reading } from '../parts/reading.tsx'
import { Actions } from './actions.tsx'
import { useIncident } from './incident.ts'
import { Members } from './members.tsx'
import { Residents } from './residents.tsx'
import { Facts, Marks } from './row.tsx'

/** One incident beside its area on the map: what, where, since when, what can be done, and its hotspots. */
export function IncidentPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useText()
  const { incident, colleagues } = useIncident(id)
  const closeButton = useFocusWhileOpen()
  const { data } = incident
  return (
    <section
      className="panel incident-panel"
      aria-label={t('incidents.panel')}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className="panel-bar">
        <h2>
          {data ? (
            <>
              <span className="cause">{t(`incidents.cause.${data.cause}`)}</span> {data.name}
            </>
          ) : null}
        </h2>
        <button type="button" ref={closeButton} className="close" aria-label={t('incidents.close')} onClick={onClose}>
          ×
        </button>
      </div>
      <Reading of={incident} />
      {data ? (
        <>
          <Facts of={data} />
          <Residents of={data} />
          <Marks of={data} />
          <Actions of={data} colleagues={colleagues} onChange={incident.reload} />
          <p>
            <Link to={`/incidents/${id}`}>{t('incidents.whole')}</Link>
          </p>
          <Members of={data} />
        </>
      ) : null}
    </section>
  )
}
