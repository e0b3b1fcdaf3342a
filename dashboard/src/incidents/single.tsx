import { useEffect } from 'react'
import { Link, useLocation, useParams } from 'react-router'
import {
  type IncidentDelivery,
  type IncidentDetail,
  type IncidentHotspot,
  listColleagues,
  readIncident,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useResource } from '../data/resource.ts'
import { StateMark } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { Actions } from './actions.tsx'
import { History } from './history.tsx'
import { Residents } from './residents.tsx'
import { Facts, Marks } from './row.tsx'

/** One incident with all that is known of it: where links in messages lead. */
export function IncidentPage() {
  const t = useText()
  const { me, live } = useCity()
  const { search } = useLocation()
  const id = Number(useParams().id)
  const isNumber = Number.isSafeInteger(id) && id > 0
  const incident = useResource(isNumber ? readIncident : undefined, { params: { id: isNumber ? id : 1 } })
  const colleagues = useResource(may(me, listColleagues) ? listColleagues : undefined, {})
  const { reload, data } = incident
  useEffect(() => {
    live.on('incidents', reload)
    return () => void live.off('incidents', reload)
  }, [live, reload])
  return (
    <div className="page incidents-page">
      <p>
        <Link to={`/incidents${search}`}>← {t('incidents.title')}</Link>
      </p>
      {isNumber ? <Reading of={incident} /> : <p className="empty">{t('problem.no-such-incident')}</p>}
      {data ? (
        <>
          <Head of={data} />
          <Actions of={data} colleagues={colleagues.data?.staff ?? []} onChange={reload} />
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
            <span className="cause">{t(`incidents.cause.${of.cause}`)}</span> {of.name}
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

const SHOWN_AT_FIRST = 20

function Members({ of: { members } }: { of: IncidentDetail }) {
  const t = useText()
  const rows = (some: readonly IncidentHotspot[]) => (
    <table className="incident-members">
      <caption className="for-screen-readers">{t('incidents.hotspots')}</caption>
      <thead>
        <tr>
          {(['hotspot', 'place', 'joined', 'left'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`incidents.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {some.map((member) => (
          <Member key={`${member.id} ${member.joinedAt}`} of={member} />
        ))}
      </tbody>
    </table>
  )
  if (members.length === 0) return null
  return (
    <>
      <h2>{t('incidents.hotspots')}</h2>
      {rows(members.slice(0, SHOWN_AT_FIRST))}
      {members.length > SHOWN_AT_FIRST ? (
        <details>
          <summary>{t('incidents.allHotspots', { count: members.length })}</summary>
          {rows(members.slice(SHOWN_AT_FIRST))}
        </details>
      ) : null}
    </>
  )
}

function Member({ of: { id, name, place, joinedAt, leftAt } }: { of: IncidentHotspot }) {
  const t = useText()
  const { format } = useCity()
  return (
    <tr>
      <th scope="row">
        <Link to={`/?hotspot=${id}`}>{name}</Link>
      </th>
      <td>{place ?? NONE}</td>
      <td>{format.moment(joinedAt)}</td>
      <td>{leftAt === null ? t('incidents.stillDown') : format.moment(leftAt)}</td>
    </tr>
  )
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
