import { Link, useLocation } from 'react-router'
import type { InventoryItem } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import type { Selection } from './selection.ts'

interface Props {
  items: readonly InventoryItem[]
  /** Other rows are being read. */
  isOld: boolean
  /** Absent: nothing may be chosen. */
  selection: Selection | undefined
}

/** Hotspots as rows, with a box before each where many may be changed at once. */
export function InventoryTable({ items, isOld, selection }: Props) {
  const t = useText()
  const areAll = items.every(({ id }) => selection?.has(id))
  const columns = [
    ...(['item.name', 'inventory.where', 'inventory.addresses', 'item.gateway', 'item.agent'] as const),
    'inventory.equipment' as const,
  ]
  return (
    <table className="inventory" aria-busy={isOld}>
      <thead>
        <tr>
          {selection ? (
            <th scope="col" className="box">
              <input
                type="checkbox"
                aria-label={t('inventory.chooseShown')}
                checked={areAll}
                onChange={() => selection.choose(areAll ? [] : items.map(({ id }) => id))}
              />
            </th>
          ) : null}
          {columns.map((column) => (
            <th key={column} scope="col">
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={item.id} of={item} selection={selection} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ of: item, selection }: { of: InventoryItem; selection: Selection | undefined }) {
  const t = useText()
  const { search } = useLocation()
  const { id, name, code, programme } = item
  const [address, ...more] = [...(item.mac === null ? [] : [item.mac]), ...item.bssids, ...item.names]
  const district = item.district?.name === item.borough ? undefined : item.district?.name
  const place = [item.settlement, item.borough, district].filter(Boolean).join(' · ')
  const device = [item.model, item.serial].filter(Boolean).join(' · ')
  return (
    <tr data-hotspot={id} className={selection?.has(id) ? 'chosen' : ''}>
      {selection ? (
        <td className="box">
          <input
            type="checkbox"
            aria-label={t('inventory.choose', { name })}
            checked={selection.has(id)}
            onChange={() => selection.toggle(id)}
          />
        </td>
      ) : null}
      <th scope="row">
        <Link to={`/network/hotspots/${id}`} state={{ from: search }}>
          {name}
        </Link>
        <small className="muted">{[programme, code].join(' · ')}</small>
      </th>
      <td data-label={t('inventory.where')}>{place || NONE}</td>
      <td className="addresses" data-label={t('inventory.addresses')}>
        <span>
          {address ?? NONE}
          {more.length > 0 ? (
            <small className="muted">{t('inventory.moreAddresses', { count: more.length })}</small>
          ) : null}
        </span>
      </td>
      <td data-label={t('item.gateway')}>{item.gateway ?? NONE}</td>
      <td data-label={t('item.agent')}>{item.agent ?? NONE}</td>
      <td data-label={t('inventory.equipment')}>{device || NONE}</td>
    </tr>
  )
}
