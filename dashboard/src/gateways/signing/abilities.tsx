import type { GatewayListItem } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'

/** Who lets devices in at this gateway, and what Plaza cannot do there. */
export function Abilities({ gateway: { access, cannot, granted } }: { gateway: GatewayListItem }) {
  const t = useText()
  const { format } = useCity()
  return (
    <div className="abilities">
      {access === 'portal' ? (
        <p>
          {t('gateways.byPortalText')} {t('gateways.granted', { count: granted, number: format.count(granted) })}
        </p>
      ) : null}
      {cannot.length > 0 ? (
        <>
          <h3>{t('gateways.cannot')}</h3>
          <ul>
            {cannot.map((what) => (
              <li key={what} data-cannot={what}>
                {t(`gateways.cannot.${what}`)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  )
}
