import { Link } from 'react-router'
import type { HelpTrace } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { endingOf } from '../hotspots/ending.ts'
import { useText } from '../languages/index.ts'
import { problemIn, reasonIn, whatIn } from './words.ts'

/** One resident's way, from the gateway's redirect to accounting. */
export function Trace({ of }: { of: HelpTrace }) {
  const t = useText()
  const { format } = useCity()
  const { code, at, problem, detail, hotspot, gateway, device, signedIn, timeline } = of
  return (
    <section className="help-trace" aria-label={t('help.case', { code })}>
      <h2>
        {t('help.case', { code })}: {problemIn(problem, t)}
      </h2>
      <dl>
        <dt>{t('help.at')}</dt>
        <dd>{format.moment(at)}</dd>
        <dt>{t('help.where')}</dt>
        <dd>{hotspot ? <Link to={`/?hotspot=${hotspot.id}`}>{hotspot.name}</Link> : t('help.unknownPlace')}</dd>
        <dt>{t('help.gateway')}</dt>
        <dd>{gateway?.name ?? t('help.unknownPlace')}</dd>
        <dt>{t('help.device')}</dt>
        <dd>{device ?? '–'}</dd>
        <dt>{t('help.signedIn')}</dt>
        <dd>{t(signedIn ? 'help.yes' : 'help.no')}</dd>
        {detail ? (
          <>
            <dt>{t('help.detail')}</dt>
            <dd>{detail}</dd>
          </>
        ) : null}
      </dl>
      <h3>{t('help.timeline')}</h3>
      <ol className="help-timeline">
        {timeline.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is read whole, and two of its events can be alike
          <li key={index} data-what={event.what}>
            <time dateTime={event.at} title={format.moment(event.at)}>
              {format.time(event.at)}
            </time>{' '}
            <span className="muted">{t(`help.source.${event.source}`)}</span> {whatIn(event.what, t)}{' '}
            <EventDetail of={event} />
          </li>
        ))}
      </ol>
    </section>
  )
}

type HelpEvent = HelpTrace['timeline'][number]

/** Of a decision why it came out so, of a session what it used and how it ended. */
export function EventDetail({ of: { decision, session } }: { of: HelpEvent }) {
  const t = useText()
  const { format } = useCity()
  if (decision)
    return (
      <small>
        ({decision.method}) {reasonIn(decision.reason, t)}
      </small>
    )
  if (!session) return null
  const hasEnded = session.endedBy !== null || session.terminateCause !== null
  return <small>{[format.octets(session.octets), ...(hasEnded ? [endingOf(session, t)] : [])].join(', ')}</small>
}
