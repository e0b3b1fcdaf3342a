import type { AccessDecision, Page } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import type { Resource } from '../data/resource.ts'
import type { es } from '../languages/es/index.ts'
import { useText } from '../languages/index.ts'
import { Failure } from '../notices.tsx'

/** Rejects shown. */
const SHOWN = 10

/** RADIUS's reasons that mean no trouble: the device is shown the portal, as it should be, or it is closed. */
const EVERYDAY = new Set(['device-not-bound', 'binding-expired', 'hotspot-closed'])

const keyOf = (reason: string) => `reject.${reason}` as Extract<keyof typeof es, `reject.${string}`>

/** Who was turned away here lately, and why. */
export function Rejects({ log }: { log: Resource<Page<AccessDecision>> }) {
  const t = useText()
  const { format } = useCity()
  if (log.error) return <Failure error={log.error} retry={log.reload} />
  const rejects = log.data?.items.filter(({ accepted, reason }) => !accepted && !EVERYDAY.has(reason)).slice(0, SHOWN)
  if (!rejects) return null
  return (
    <section>
      <h3>{t('rejects.title')}</h3>
      {rejects.length === 0 ? <p className="empty">{t('rejects.none')}</p> : null}
      <ul>
        {rejects.map(({ at, device, reason }) => (
          <li key={`${at} ${device}`} data-reject={reason}>
            <time dateTime={at} title={format.moment(at)}>
              {format.time(at)}
            </time>{' '}
            {device ? <strong>{device}</strong> : null} {t(keyOf(reason), { defaultValue: reason })}
          </li>
        ))}
      </ul>
    </section>
  )
}
