import { memo } from 'react'
import { Link } from 'react-router'
import type { Incident } from '../../../server/api/contract/index.ts'
import { useViewer } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { useCause } from '../hotspots/cause.ts'
import { StateMark } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import { Actions, type Colleague } from './actions.tsx'
import { Residents } from './residents.tsx'

interface Props {
  of: Incident
  colleagues: readonly Colleague[]
  onChange: () => void
  /** The page's filters, which its own page leads back to. */
  query: string
}

/**
 * An incident: what, where, since when, what else it holds, and what can be done about it. It is drawn again only where it
 * changes itself: in an outage others do each second.
 */
export const IncidentRow = memo(({ of, colleagues, onChange, query }: Props) => {
  return (
    <li data-incident={of.id} className={of.silenced || of.acknowledgedAt ? 'attended' : ''}>
      <div className="incident-head">
        <StateMark state={of.kind} size={24} />
        <div className="what">
          <Title of={of} query={query} />
          <Facts of={of} />
        </div>
        <Residents of={of} />
      </div>
      <Marks of={of} />
      <Actions of={of} colleagues={colleagues} onChange={onChange} />
    </li>
  )
})

function Title({ of, query }: { of: Incident; query: string }) {
  const t = useText()
  return (
    <h2>
      <Link to={`/incidents/${of.id}${query === '' ? '' : `?${query}`}`}>
        <span className="cause">{t(`incidents.cause.${of.cause}`)}</span> {of.name}
      </Link>
    </h2>
  )
}

/** Since when, why, where, and which hotspots. */
export function Facts({ of }: { of: Incident }) {
  const t = useText()
  const cause = useCause()
  const { format } = useViewer()
  const now = useNow(30_000)
  const { holds, mostHotspots, places, closedAt, openedAt } = of
  const hotspots = closedAt === null ? of.hotspots : mostHotspots
  const names = holds.map(({ name }) => name).join(', ')
  const rest = hotspots - holds.length
  return (
    <>
      <p>
        {t(`alerts.kind.${of.kind}`)}
        {of.reason ? `: ${cause(of.reason)}` : ''} ·{' '}
        {closedAt === null ? (
          <time dateTime={openedAt} title={format.moment(openedAt)}>
            {format.ago(openedAt, now)}
          </time>
        ) : (
          t('incidents.span', {
            from: format.moment(openedAt),
            until: format.moment(closedAt),
            lasted: format.duration((Date.parse(closedAt) - Date.parse(openedAt)) / 1000),
          })
        )}
        {places.length > 0 ? ` · ${places.slice(0, 3).join(', ')}${places.length > 3 ? '…' : ''}` : ''}
      </p>
      {of.cause === 'hotspot' ? null : (
        <p className="muted">
          {t('incidents.holds', { count: hotspots })}: {names}
          {rest > 0 ? ` ${t('incidents.andMore', { count: rest })}` : ''}
        </p>
      )}
    </>
  )
}

/** What is special about an incident now. */
export function Marks({ of }: { of: Incident }) {
  const t = useText()
  const { format } = useViewer()
  const { acknowledgedAt, acknowledgedBy, assignedTo, flapping, reopened, silenced } = of
  return (
    <p className="marks">
      {flapping ? <span className="warns">{t('incidents.flapping', { count: reopened })}</span> : null}
      {!flapping && reopened > 0 ? <span>{t('incidents.reopened', { count: reopened })}</span> : null}
      {silenced ? <span>{t('incidents.silenced')}</span> : null}
      {acknowledgedAt ? (
        <span>
          {acknowledgedBy === null
            ? t('incidents.acknowledgedByCommand', { at: format.moment(acknowledgedAt) })
            : t('incidents.acknowledgedBy', { name: acknowledgedBy, at: format.moment(acknowledgedAt) })}
        </span>
      ) : null}
      {assignedTo ? <span>{t('incidents.assignedTo', { name: assignedTo.name })}</span> : null}
    </p>
  )
}
