import { Link, useParams } from 'react-router'
import { listAccessLog, readChartOfSite, readGateway, readSite, type Site } from '../../../server/api/contract/index.ts'
import { Charts } from '../charts/charts.tsx'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useResource } from '../data/resource.ts'
import { Directions } from '../hotspots/directions.tsx'
import { useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import { ChangesHere } from './changes-here.tsx'
import { HotspotsHere } from './hotspots-here.tsx'
import { IncidentsHere } from './incidents-here.tsx'
import { idOf } from './place.ts'
import { UseHere } from './use-here.tsx'

/** A place with its hotspots: how they are, who uses them, and what was done to them. */
export function SitePage() {
  const t = useText()
  const { me } = useCity()
  const id = idOf(useParams().id)
  const site = useResource(id === undefined ? undefined : readSite, { params: { id: id ?? 1 } })
  const { data } = site
  return (
    <div className="page wide place-page">
      <p className="way-back">
        <Link to="/network">← {t('nav.network')}</Link>
      </p>
      <h1>{data?.name ?? t('place.site')}</h1>
      {id === undefined ? <p className="empty">{t('problem.no-such-site')}</p> : <Reading of={site} />}
      {id !== undefined && data ? (
        <>
          <Facts of={data} />
          <IncidentsHere of={{ site: id }} />
          <HotspotsHere of={{ site: id }} />
          <div className="part">
            <Charts of={{ read: readChartOfSite, id }} title={t('charts.title')} />
          </div>
          {may(me, listAccessLog) ? (
            <>
              <UseHere of={{ site: id }} />
              <ChangesHere of={{ site: id }} />
            </>
          ) : null}
        </>
      ) : null}
    </div>
  )
}

function Facts({ of }: { of: Site }) {
  const t = useText()
  const { me } = useCity()
  const where = [of.neighbourhood, of.borough].filter(Boolean).join(', ')
  return (
    <dl className="facts">
      {where === '' ? null : (
        <div>
          <dt>{t('hotspot.neighbourhood')}</dt>
          <dd>{where}</dd>
        </div>
      )}
      <div>
        <dt>{t('hotspot.coordinates')}</dt>
        <dd>
          <Directions latitude={of.latitude} longitude={of.longitude} />
        </dd>
      </div>
      {of.gateways.map(({ id, name }) => (
        <div key={id}>
          <dt>{t('hotspot.gateway')}</dt>
          <dd>{may(me, readGateway) ? <Link to={`/gateways/${id}`}>{name}</Link> : name}</dd>
        </div>
      ))}
    </dl>
  )
}
