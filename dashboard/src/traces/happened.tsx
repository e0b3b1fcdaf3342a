import type { TraceEvent } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { reasonIn } from '../help/words.ts'
import type { es } from '../languages/es/index.ts'
import { type Text, useText } from '../languages/index.ts'

type DroppedKey = Extract<keyof typeof es, `trace.dropped.${string}`>

/** Why a packet was dropped, in words; a reason that has none as it is. */
const droppedIn = (reason: string, t: Text): string =>
  t(`trace.dropped.${reason}` as DroppedKey, { defaultValue: reason })

/** One event of a trace: a packet opens to its attributes. */
export function Happened({ at, event }: { at: string; event: TraceEvent }) {
  const t = useText()
  const { format } = useCity()
  return (
    <li data-what={event.what}>
      <time dateTime={at}>{format.time(at)}</time>{' '}
      {event.what === 'request' || event.what === 'reply' ? (
        <PacketSeen of={event} />
      ) : (
        <span>{withoutAttributes(event, t)}</span>
      )}
    </li>
  )
}

function withoutAttributes(event: Exclude<TraceEvent, { attributes: unknown }>, t: Text): string {
  if (event.what === 'decision') return t('trace.decision', { method: event.method, reason: reasonIn(event.reason, t) })
  if (event.what === 'dropped')
    return t('trace.dropped', { address: event.address, gateway: event.gateway, reason: droppedIn(event.reason, t) })
  if (event.what === 'left-out') return t('trace.leftOut', { count: event.count })
  return t('trace.noReply', { code: event.code, identifier: event.identifier, gateway: event.gateway })
}

function PacketSeen({ of }: { of: Extract<TraceEvent, { attributes: unknown }> }) {
  const t = useText()
  const place = { gateway: of.gateway, address: of.address }
  return (
    <details>
      <summary>
        <strong>{of.code}</strong> #{of.identifier}{' '}
        <span className="muted">
          {of.what === 'request' ? t('trace.from', place) : t('trace.to', { ...place, milliseconds: of.afterMs })}
        </span>
      </summary>
      <dl>
        {of.attributes.map(({ name, value, size }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a packet may hold one attribute twice, and never changes
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="muted">{t('trace.hidden', { count: size })}</span>}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** What a trace has seen, as plain text, as RADIUS tools print it. */
export function asText(events: ReadonlyArray<{ at: string; event: TraceEvent }>): string {
  return events.map(({ at, event }) => `${at} ${line(event)}\n`).join('')
}

function line(event: TraceEvent): string {
  if (event.what === 'decision') return `decision ${event.method} ${event.reason}`
  if (event.what === 'left-out') return `${event.count} more events`
  if (event.what === 'dropped') return `dropped ${event.reason} from ${event.gateway} (${event.address})`
  const head = `${event.code} ${event.identifier} ${event.gateway} (${event.address})`
  if (event.what === 'no-reply') return `no reply to ${head}`
  const attributes = event.attributes.map(
    ({ name, value, size }) => `\n    ${name} = ${value ?? `<${size} octets hidden>`}`,
  )
  return `${event.what} ${head}${attributes.join('')}`
}
