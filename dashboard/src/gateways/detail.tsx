import {
  type GatewayListItem,
  type GatewaySource,
  readGateway,
  readGatewayChart,
} from '../../../server/api/contract/index.ts'
import { Charts } from '../charts/charts.tsx'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { DistrictOfThis } from '../districts/district-of.tsx'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { NONE } from '../parts/format.ts'
import { LiveTrace } from '../traces/live-trace.tsx'
import { Edit } from './entry/edit.tsx'
import { FactList } from './fact-list.tsx'
import { HeardFrom } from './heard.tsx'
import { InUse } from './in-use.tsx'
import { Places } from './places.tsx'
import { Setup } from './setup/setup.tsx'
import { Abilities } from './signing/abilities.tsx'
import { Choose } from './signing/choose.tsx'
import { Findings } from './signing/findings.tsx'
import { Preview, Verdict } from './signing/verdict.tsx'

export const RENEW_MS = 30_000

interface Props {
  gateway: GatewayListItem
  now: number
  /** Something of it was changed. */
  onDone: () => void
  /** It was taken out of use, or removed. */
  onUse: () => void
}

/** A gateway of the list, opened: what is known of it, and what an administrator can do. */
export function Detail({ gateway, now, onDone, onUse }: Props) {
  const t = useText()
  const { me } = useCity()
  return (
    <section className="gateway-detail" aria-label={t('gateways.detail', { name: gateway.name })}>
      {gateway.access === 'portal' ? null : <Signing gateway={gateway} now={now} onDone={onDone} />}
      <Findings gateway={gateway} />
      <Abilities gateway={gateway} />
      <HeardFrom gateway={gateway} />
      {gateway.access === 'portal' ? null : <LiveTrace of={{ gateway: gateway.id }} />}
      <Places gateway={gateway} />
      <Charts of={{ read: readGatewayChart, id: gateway.id }} title={t('charts.title')} />
      <DistrictOfThis kind="gateways" id={gateway.id} of={gateway.district} onChange={onDone} />
      <Setup gateway={gateway} />
      {me.role === 'admin' ? <Edit gateway={gateway} onDone={onDone} /> : null}
      {me.role === 'admin' ? <InUse of={gateway} disabled={false} onDone={onUse} /> : null}
    </section>
  )
}

/** What a gateway that asks RADIUS was seen to send, also by address where it is a network of several, and the choice of its mode. */
function Signing({ gateway, now, onDone }: Omit<Props, 'onUse'>) {
  const t = useText()
  const { format } = useCity()
  const count = (value: number) => format.count(value)
  const facts: Array<[string, string]> = [
    [t('gateways.nasIdentifiers'), gateway.nasIdentifiers.join(', ') || NONE],
    [t('gateways.heardFrom'), gateway.heardFrom ?? NONE],
    [t('gateways.requests'), count(gateway.requests)],
    [t('gateways.unsigned'), count(gateway.unsigned)],
    [t('gateways.refused'), count(gateway.refused)],
    [
      t('gateways.proxyState'),
      gateway.unsignedProxyState === 0
        ? count(gateway.proxyState)
        : t('gateways.ofThemUnsigned', {
            total: count(gateway.proxyState),
            unsigned: count(gateway.unsignedProxyState),
          }),
    ],
    [t('gateways.eap'), count(gateway.eap)],
    ...(gateway.messageAuthenticator === 'require'
      ? []
      : [[t('gateways.signedProxyState'), t(`gateways.proxyState.${gateway.signedProxyState}`)] as [string, string]]),
  ]
  return (
    <>
      <div>
        <p className="preview">
          <Preview of={gateway} now={now} />
        </p>
        <FactList of={facts} />
      </div>
      <Choose gateway={gateway} now={now} onDone={onDone} />
      {gateway.sources > 1 ? <BySource key={gateway.messageAuthenticator} id={gateway.id} now={now} /> : null}
    </>
  )
}

function BySource({ id, now }: { id: number; now: number }) {
  const t = useText()
  const { data, error, reload } = useResource(readGateway, { params: { id } }, RENEW_MS)
  if (error && !data) return <Failure error={error} retry={reload} />
  if (!data) return <Loading />
  return (
    <div className="by-source">
      <h3>{t('gateways.bySource')}</h3>
      <ul>
        {data.bySource.map((source) => (
          <Source key={source.address} source={source} now={now} />
        ))}
      </ul>
    </div>
  )
}

function Source({ source, now }: { source: GatewaySource; now: number }) {
  const t = useText()
  const { format } = useCity()
  return (
    <li>
      <strong>{source.address ?? t('gateways.otherAddresses')}</strong>
      <span className="muted">
        {[...source.nasIdentifiers, source.heardAt === null ? NONE : format.ago(source.heardAt, now)].join(' · ')}
      </span>
      <Verdict of={source} />
    </li>
  )
}
