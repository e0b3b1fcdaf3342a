import { Link } from 'react-router'
import type { HelpTrace } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import type { es } from '../languages/es.ts'
import { type Text, useText } from '../languages/index.ts'
import { problemIn, whatIn } from './words.ts'

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
        {timeline.map((event) => (
          <li key={`${event.at} ${event.source} ${event.what} ${event.detail}`} data-what={event.what}>
            <time dateTime={event.at} title={format.moment(event.at)}>
              {format.time(event.at)}
            </time>{' '}
            <span className="muted">{t(`help.source.${event.source}`)}</span> {whatIn(event.what, t)}
            {event.detail && event.source !== 'portal' ? <small> {detailOf(event.detail, t)}</small> : null}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** `pap: too-many-devices` with the reason in words, where there are any. */
function detailOf(detail: string, t: Text): string {
  const [method = '', reason] = detail.split(': ')
  if (reason === undefined) return detail
  return `(${method}) ${t(`reject.${reason}` as Extract<keyof typeof es, `reject.${string}`>, { defaultValue: reason })}`
}
