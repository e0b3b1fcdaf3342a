import type { GatewayListItem } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'

/** Whether there is something to say in {@link Findings}. */
export const hasFindings = ({ octetsSwapped, copiedDevices }: GatewayListItem): boolean =>
  octetsSwapped || copiedDevices > 0

/** What a gateway's live sessions show that cannot be as it is said. */
export function Findings({ gateway }: { gateway: GatewayListItem }) {
  const t = useText()
  const { format } = useCity()
  const { octetsSwapped, copiedDevices } = gateway
  if (!hasFindings(gateway)) return null
  return (
    <div className="abilities">
      <h3>{t('gateways.noticed')}</h3>
      <ul>
        {octetsSwapped ? <li data-finding="swapped">{t('gateways.swapped')}</li> : null}
        {copiedDevices > 0 ? (
          <li data-finding="copied">
            {t('gateways.copied', { count: copiedDevices, number: format.count(copiedDevices) })}
          </li>
        ) : null}
      </ul>
    </div>
  )
}
