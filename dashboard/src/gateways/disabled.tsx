import { Fragment } from 'react'
import { type DisabledGateway, listDisabledGateways } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { WholeAsCsv } from '../parts/csv-link.tsx'
import { NONE } from '../parts/format.ts'
import { Edit } from './entry/edit.tsx'
import { InUse } from './in-use.tsx'

const columns = ['name', 'vendor', 'network', 'hotspots', 'disabledAt'] as const

interface Props {
  of: DisabledGateway[]
  /** One was changed. */
  onChange: () => void
  /** One was put back, or removed. */
  onDone: () => void
}

/** Gateways that are out of use; administrators may change them, put them back, or remove them. */
export function DisabledGateways({ of: gateways, onChange, onDone }: Props) {
  const t = useText()
  const { me, format } = useCity()
  const isAdmin = me.role === 'admin'
  if (gateways.length === 0) return <p className="empty">{t('gateways.noneDisabled')}</p>
  return (
    <>
      <p className="muted">{t('gateways.disabledLead')}</p>
      <table className="gateways disabled-gateways">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={column === 'hotspots' ? 'number' : ''}>
                {t(`gateways.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {gateways.map((gateway) => (
            <Fragment key={gateway.id}>
              <tr data-disabled-gateway={gateway.id} className={isAdmin ? 'open' : ''}>
                <th scope="row">{gateway.name}</th>
                <td data-label={t('gateways.vendor')}>{gateway.vendor}</td>
                <td data-label={t('gateways.network')}>{gateway.network?.replace(/\/(32|128)$/, '') ?? NONE}</td>
                <td data-label={t('gateways.hotspots')} className="number">
                  {format.count(gateway.hotspots)}
                </td>
                <td data-label={t('gateways.disabledAt')}>{format.moment(gateway.disabledAt)}</td>
              </tr>
              {isAdmin ? (
                <tr className="opened">
                  <td colSpan={columns.length}>
                    <Edit gateway={gateway} onDone={onChange} />
                    <InUse of={gateway} disabled onDone={onDone} />
                  </td>
                </tr>
              ) : null}
            </Fragment>
          ))}
        </tbody>
      </table>
      <WholeAsCsv of={listDisabledGateways} given={{}} />
    </>
  )
}
