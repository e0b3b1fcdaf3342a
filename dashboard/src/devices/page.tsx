import { Link, useParams } from 'react-router'
import { readDevice } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { EventDetail } from '../help/trace.tsx'
import { whatIn } from '../help/words.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { LiveTrace } from '../traces/live-trace.tsx'

/** What happened to a device in the last days, and where. */
export function DevicePage() {
  const t = useText()
  const { device = '' } = useParams()
  return (
    <div className="page">
      <h1>{t('device.title', { device })}</h1>
      <ForThose who={readDevice} otherwise="help.forbidden">
        <Way of={device} />
        <LiveTrace of={{ device }} />
      </ForThose>
    </div>
  )
}

function Way({ of: device }: { of: string }) {
  const t = useText()
  const { format } = useCity()
  const found = useResource(readDevice, { params: { device } })
  const { data } = found
  return (
    <section className="help-trace" aria-label={t('help.timeline')}>
      <Reading of={found} />
      {data ? <p className="muted">{t('device.lead', { days: data.days })}</p> : null}
      {data?.timeline.length === 0 ? <p className="empty">{t('device.none', { days: data.days })}</p> : null}
      <ol className="help-timeline">
        {data?.timeline.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is read whole, and two of its events can be alike
          <li key={index} data-what={event.what}>
            <time dateTime={event.at}>{format.moment(event.at)}</time>{' '}
            <span className="muted">{t(`help.source.${event.source}`)}</span> {whatIn(event.what, t)}{' '}
            <EventDetail of={event} />{' '}
            {event.hotspot ? (
              <Link to={`/?hotspot=${event.hotspot.id}`}>{event.hotspot.name}</Link>
            ) : (
              <span className="muted">{event.gateway?.name ?? t('help.unknownPlace')}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
