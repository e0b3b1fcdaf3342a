import { type GatewayHeard, type GatewayListItem, readGatewayHeard } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { FactList } from './fact-list.tsx'

const SECOND_MS = 1000

/** What was heard last from a gateway, read anew by a button, and what is missing in words. */
export function HeardFrom({ gateway: { id, name, access } }: { gateway: GatewayListItem }) {
  const t = useText()
  const { format } = useCity()
  const now = useNow(SECOND_MS)
  const heard = useResource(readGatewayHeard, { params: { id } })
  const { data, reload } = heard
  return (
    <div className="gateway-heard">
      <h3>{t('gateways.heardTitle')}</h3>
      <Reading of={heard} />
      {data ? <Facts of={data} asksRadius={access === 'radius'} now={now} /> : null}
      <p className="buttons">
        <button type="button" onClick={reload}>
          {t('gateways.check')} <span className="for-screen-readers">{name}</span>
        </button>
        <span className="muted" role="status">
          {data ? t('gateways.checkedAt', { ago: format.ago(data.readAt, now) }) : null}
        </span>
      </p>
      {data ? <Lacking of={data} /> : null}
    </div>
  )
}

function Facts({ of: heard, asksRadius, now }: { of: GatewayHeard; asksRadius: boolean; now: number }) {
  const t = useText()
  const { format } = useCity()
  const last = (one: GatewayHeard['redirect']) =>
    one === null
      ? t('gateways.notYet')
      : one.address === null
        ? format.ago(one.at, now)
        : t('gateways.agoFrom', { ago: format.ago(one.at, now), address: one.address })
  const radius: Array<[string, string]> = [
    [t('gateways.lastAccess'), last(heard.accessRequest)],
    [t('gateways.lastAccounting'), last(heard.accountingRequest)],
    [t('gateways.addresses'), heard.addresses.join(', ') || NONE],
    [t('gateways.nasIdentifiers'), heard.nasIdentifiers.join(', ') || NONE],
  ]
  const facts: Array<[string, string]> = [
    ...(asksRadius ? radius : []),
    [t('gateways.lastRedirect'), last(heard.redirect)],
    ...(heard.redirectRefused === null
      ? []
      : [[t('gateways.lastRefused'), last(heard.redirectRefused)] as [string, string]]),
  ]
  return <FactList of={facts} />
}

/** What is missing, the first thing first, with the setting of the make that mends it. */
function Lacking({ of: { missing, redirectRefused, nasIdentifier, nasIdentifiers } }: { of: GatewayHeard }) {
  const t = useText()
  if (missing.length === 0) return <p className="all-heard">{t('gateways.nothingMissing')}</p>
  const words = { registered: nasIdentifier ?? '', heard: nasIdentifiers.join(', ') }
  const why =
    redirectRefused === null
      ? undefined
      : t(`gateways.redirect.${redirectRefused.why}`, { parameter: redirectRefused.parameter ?? NONE })
  return (
    <ol className="missing">
      {missing.map(({ kind, setting }) => (
        <li key={kind} data-missing={kind}>
          {t(`gateways.missing.${kind}`, words)}
          {kind === 'redirect-refused' && why !== undefined ? ` ${why}` : null}
          {setting === null ? null : (
            <>
              {' '}
              {t('gateways.mendedBy')} <code>{setting}</code>
            </>
          )}
        </li>
      ))}
    </ol>
  )
}
