import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { type HotspotDetail, readGateway } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useNow } from '../data/now.ts'
import { useHours, useOpenings } from '../groups/hours.ts'
import { type TextKey, useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { useCause } from './cause.ts'
import { Radios } from './radios.tsx'
import { State } from './state.tsx'

interface Props {
  hotspot: HotspotDetail
}

/** State, figures, use of today, and where it is and what holds there. */
export function Readings({ hotspot }: Props) {
  const t = useText()
  return (
    <>
      <Condition hotspot={hotspot} />
      <Figures hotspot={hotspot} />
      <Radios radios={hotspot.radios} />
      <h3>{t('hotspot.today')}</h3>
      <Today hotspot={hotspot} />
      <PlaceAndRules hotspot={hotspot} />
    </>
  )
}

/** How it is, since when and why, and when that was looked at. */
function Condition({ hotspot }: Props) {
  const t = useText()
  const cause = useCause()
  const { format } = useCity()
  const now = useNow(10_000)
  return (
    <header>
      {hotspot.code === hotspot.name ? null : <p className="muted">{hotspot.code}</p>}
      <p className="state-line">
        <State state={hotspot.state} />
        {hotspot.since ? <span>{t('hotspot.since', { moment: format.moment(hotspot.since) })}</span> : null}
      </p>
      {hotspot.cause && hotspot.cause !== DISCONNECTED ? (
        <p>
          <strong>{t('hotspot.cause')}:</strong> {cause(hotspot.cause)}
        </p>
      ) : null}
      {hotspot.parent ? (
        <p>
          {t(`parent.${hotspot.parent.fault}`, {
            kind: t(`agents.kind.${hotspot.parent.kind}`),
            name: hotspot.parent.name,
          })}
        </p>
      ) : null}
      {hotspot.silence && hotspot.state !== 'up' ? (
        <p>
          {t('evidence.expected', {
            count: Math.round(hotspot.silence.usual),
            since: format.moment(hotspot.silence.since),
          })}
        </p>
      ) : null}
      <KnownBy hotspot={hotspot} />
      <p className="muted">
        {hotspot.lastPolledAt
          ? t('hotspot.polled', { ago: format.ago(hotspot.lastPolledAt, now) })
          : t('hotspot.neverPolled')}
      </p>
    </header>
  )
}

/** As a controller's word it is said with the controller's name. */
const DISCONNECTED = 'disconnected'

/** What the state rests on; by an agent alone is usual, and not said. */
function KnownBy({ hotspot: { evidence, state, cause } }: Props) {
  const t = useText()
  const only = evidence.length === 1 ? evidence[0] : undefined
  const reported = evidence.includes('reports')
  if (only === 'snmp') return null
  const told = evidence.find((one) => one === 'unifi' || one === 'omada' || one === 'meraki')
  const controller = told === only || cause === DISCONNECTED ? told : undefined
  return (
    <>
      {controller ? (
        <p>
          {t(`evidence.says.${controller}`, { what: t(`evidence.${state === 'down' ? 'disconnected' : 'connected'}`) })}
        </p>
      ) : null}
      {state === 'unknown' ? <p>{t('hotspot.unchecked')}</p> : null}
      {only === 'use' ? <p>{t('hotspot.byUse')}</p> : null}
      {evidence.length > 1 || reported || only === 'silence' ? (
        <p>
          <strong>{t('evidence.title')}:</strong> {evidence.map((one) => t(`evidence.${one}`)).join(', ')}
        </p>
      ) : null}
    </>
  )
}

const shown = <T,>(value: T | null, as: (value: T) => string) => (value === null ? NONE : as(value))

function Figures({ hotspot }: Props) {
  const t = useText()
  const { format } = useCity()
  const figures = [
    ['liveSessions', format.count(hotspot.liveSessions)],
    ['clients', shown(hotspot.clients, format.count)],
    ['uptime', shown(hotspot.uptimeSeconds, format.duration)],
    ['in', shown(hotspot.inBps, format.rate)],
    ['out', shown(hotspot.outBps, format.rate)],
    ['load', shown(hotspot.load, (load) => format.decimal(load, 2))],
    ['memory', format.share(hotspot.memoryUsed)],
    [
      'troubles',
      shown(hotspot.troubles, (rate) => t('hotspot.troublesRate', { rate: format.decimal(rate, rate < 10 ? 2 : 0) })),
    ],
  ] as const
  return (
    <dl className="readings">
      {figures.map(([name, value]) => (
        <div key={name} data-reading={name}>
          <dt>{t(`hotspot.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Today({ hotspot: { usageToday } }: Props) {
  const { format } = useCity()
  return (
    <dl className="readings">
      <Term name="hotspot.todaySessions" value={format.count(usageToday.sessions)} />
      <Term name="hotspot.toDevices" value={format.octets(usageToday.outputOctets)} />
      <Term name="hotspot.fromDevices" value={format.octets(usageToday.inputOctets)} />
    </dl>
  )
}

function PlaceAndRules({ hotspot }: Props) {
  const t = useText()
  const hours = useHours()
  const openings = useOpenings()
  const { gateway, site, group, open, openChangesAt } = hotspot
  return (
    <dl className="places">
      <Term name="hotspot.programme" value={hotspot.programme} />
      <Term name="hotspot.settlement" value={hotspot.settlement} />
      <Term name="hotspot.borough" value={hotspot.borough} />
      <Term name="hotspot.neighbourhood" value={hotspot.neighbourhood} />
      <Term name="hotspot.site" value={<Link to={`/sites/${site.id}`}>{site.name}</Link>} />
      <Term name="hotspot.gateway" value={gateway && <GatewayLink of={gateway} />} />
      <Term name="hotspot.group" value={group?.name ?? t('hotspot.noGroup')} />
      <Term name="hotspot.hours" value={group && hours(group.hours)} />
      <Term name="hotspot.openNow" value={group?.hours ? openings({ open, until: openChangesAt }) : null} />
      <Term name="hotspot.policy" value={hotspot.policy} />
    </dl>
  )
}

function GatewayLink({ of: { id, name, vendor } }: { of: NonNullable<HotspotDetail['gateway']> }) {
  const { me } = useCity()
  return (
    <>
      {may(me, readGateway) ? <Link to={`/gateways/${id}`}>{name}</Link> : name} ({vendor})
    </>
  )
}

/** A term and its value; nothing without a value. */
function Term({ name, value }: { name: TextKey; value: ReactNode }) {
  const t = useText()
  return value ? (
    <div>
      <dt>{t(name)}</dt>
      <dd>{value}</dd>
    </div>
  ) : null
}
