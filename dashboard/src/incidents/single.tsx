import { Link, useLocation, useParams } from 'react-router'
import { type IncidentDelivery, type IncidentDetail, readGateway } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { StateMark } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import { Actions } from './actions.tsx'
import { History } from './history.tsx'
import { useIncident } from './incident.ts'
import { Members } from './members.tsx'
import { Residents } from './residents.tsx'
import { Facts, Marks } from './row.tsx'

/** One incident with all that is known of it: where links in messages lead. */
export function IncidentPage() {
  const t = useText()
  const { search } = useLocation()
  const id = Number(useParams().id)
  const isNumber = Number.isSafeInteger(id) && id > 0
  const { incident, colleagues } = useIncident(isNumber ? id : undefined)
  const { reload, data } = incident
  return (
    <div className="page incidents-page">
      <p>
        <Link to={`/incidents${search}`}>← {t('incidents.title')}</Link>
      </p>
      {isNumber ? <Reading of={incident} /> : <p className="empty">{t('problem.no-such-incident')}</p>}
      {data ? (
        <>
          <Head of={data} />
          <Actions of={data} colleagues={colleagues} onChange={reload} />
          <p>
            <Link to={`/?incident=${data.id}`}>{t('incidents.onMap')}</Link>
          </p>
          <h2>{t('incidents.history')}</h2>
          <History changes={data.changes} />
          <Members of={data} />
          <Told deliveries={data.deliveries} />
        </>
      ) : null}
    </div>
  )
}

function Head({ of }: { of: IncidentDetail }) {
  const t = useText()
  return (
    <>
      <div className="incident-head">
        <StateMark state={of.kind} size={32} />
        <div className="what">
          <h1>
            <span className="cause">{t(`incidents.cause.${of.cause}`)}</span> <Subject of={of} />
          </h1>
          <Facts of={of} />
        </div>
        <Residents of={of} />
      </div>
      {of.closedAt === null ? null : <p className="muted">{t('incidents.isOver')}</p>}
      {of.mergedInto === null ? null : (
        <p>
          <Link to={`/incidents/${of.mergedInto}`}>{t('incidents.mergedInto', { id: of.mergedInto })}</Link>
        </p>
      )}
      <Marks of={of} />
    </>
  )
}

/** What the cause is in, where it has a page that whoever looks may open. */
function Subject({ of: { cause, subject, name } }: { of: IncidentDetail }) {
  const { me } = useCity()
  if (cause === 'gateway' && may(me, readGateway)) return <Link to={`/gateways/${subject}`}>{name}</Link>
  if (cause === 'site') return <Link to={`/sites/${subject}`}>{name}</Link>
  if (cause === 'hotspot') return <Link to={`/?hotspot=${subject}`}>{name}</Link>
  return name
}

function Told({ deliveries }: { deliveries: readonly IncidentDelivery[] }) {
  const t = useText()
  return (
    <>
      <h2>{t('incidents.told')}</h2>
      {deliveries.length === 0 ? <p className="empty">{t('incidents.toldNobody')}</p> : null}
      <ul className="told">
        {deliveries.map((one) => (
          <li key={`${one.receiver} ${one.change} ${one.dueAt}`}>
            <strong>{one.receiver}</strong> · {t(`incidents.told.${one.change}`)} · <DeliveryOutcome of={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

function DeliveryOutcome({ of }: { of: IncidentDelivery }) {
  const t = useText()
  const { format } = useCity()
  if (of.dropped) return <span className="muted">{t('incidents.delivery.dropped')}</span>
  if (of.state === 'sent' && of.sentAt !== null)
    return <>{t('incidents.delivery.sent', { at: format.moment(of.sentAt) })}</>
  if (of.error !== null)
    return <span className="fails">{t('incidents.delivery.failing', { count: of.attempts, error: of.error })}</span>
  return <>{t('incidents.delivery.due', { at: format.moment(of.dueAt) })}</>
}
