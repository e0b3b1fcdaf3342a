import { Link, useNavigate, useParams } from 'react-router'
import { type GatewayDetail, readGateway } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { useResource } from '../data/resource.ts'
import { Detail, RENEW_MS } from '../gateways/detail.tsx'
import { FactList } from '../gateways/fact-list.tsx'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { ChangesHere } from './changes-here.tsx'
import { HotspotsHere } from './hotspots-here.tsx'
import { IncidentsHere } from './incidents-here.tsx'
import { idOf } from './place.ts'
import { UseHere } from './use-here.tsx'

/** One gateway with all that is known of it: how it is, what hangs on it, who uses it, and what was done to it. */
export function GatewayPage() {
  const t = useText()
  return (
    <div className="page wide place-page">
      <ForThose who={readGateway} otherwise="gateways.forbidden">
        <p className="way-back">
          <Link to="/gateways">← {t('gateways.title')}</Link>
        </p>
        <Gateway />
      </ForThose>
    </div>
  )
}

function Gateway() {
  const t = useText()
  const id = idOf(useParams().id)
  const now = useNow(RENEW_MS)
  const navigate = useNavigate()
  const gateway = useResource(id === undefined ? undefined : readGateway, { params: { id: id ?? 1 } }, RENEW_MS)
  const { data, reload } = gateway
  if (id === undefined) return <p className="empty">{t('problem.no-such-gateway')}</p>
  const of = { gateway: id }
  return (
    <>
      <h1>{data?.name ?? t('place.gateway')}</h1>
      <Reading of={gateway} />
      {data ? (
        <>
          <Facts of={data} now={now} />
          <IncidentsHere of={of} />
          <HotspotsHere of={of} />
          <section className="part" aria-label={t('place.settings')}>
            <h2>{t('place.settings')}</h2>
            <Detail gateway={data} now={now} onDone={reload} onUse={() => void navigate('/gateways')} />
          </section>
          <UseHere of={of} />
          <ChangesHere of={of} />
        </>
      ) : null}
    </>
  )
}

function Facts({ of, now }: { of: GatewayDetail; now: number }) {
  const t = useText()
  const { format } = useCity()
  const { controllerRead: read } = of
  const facts: Array<[string, string]> = [
    [t('gateways.vendor'), of.vendor],
    [t('gateways.network'), of.network?.replace(/\/(32|128)$/, '') ?? NONE],
    [t('gateways.hotspots'), format.count(of.hotspots)],
    [t('place.liveSessions'), format.count(of.access === 'portal' ? of.granted : of.liveSessions)],
    [t('gateways.heard'), of.heardAt === null ? NONE : format.ago(of.heardAt, now)],
    ...(of.district ? [[t('place.district'), of.district.name] as [string, string]] : []),
  ]
  return (
    <>
      <FactList of={facts} />
      {read ? <ControllerRead of={read} now={now} /> : null}
    </>
  )
}

type Read = NonNullable<GatewayDetail['controllerRead']>

/** How reading the state of its access points at its controller goes. */
function ControllerRead({ of, now }: { of: Read; now: number }) {
  const t = useText()
  const { format } = useCity()
  const { readAt, failingSince, failure, accessPoints, unknown } = of
  return (
    <div className="controller-read" role="status">
      {failingSince !== null && failure !== null ? (
        <p className="fails">
          {t('place.controllerFails', { since: format.moment(failingSince), why: t(`reject.${failure}`) })}
        </p>
      ) : null}
      {readAt === null ? null : (
        <p>
          {t('place.controllerRead', { ago: format.ago(readAt, now), count: accessPoints })}{' '}
          {unknown > 0 ? <Link to="/network/found">{t('place.controllerUnknown', { count: unknown })}</Link> : null}
        </p>
      )}
    </div>
  )
}
