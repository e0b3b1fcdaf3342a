import { Fragment, useDeferredValue, useMemo, useState } from 'react'
import { type GatewayListItem, listGateways } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { useResource } from '../data/resource.ts'
import { useLanguage, useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { NONE } from '../parts/format.ts'
import { Detail, RENEW_MS } from './detail.tsx'
import { type Column, descendsFirst, matching, mostUrgentFirst, type Order, ordered } from './order.ts'
import { Verdict } from './verdict.tsx'

const PAGE = 100
const columns: Column[] = ['name', 'vendor', 'network', 'hotspots', 'heard', 'mode', 'verdict']

/** Every gateway: whether it must sign its Access-Requests, whether it does, and what requiring that would refuse. */
export function GatewaysPage() {
  const t = useText()
  const language = useLanguage()
  const { me, format } = useCity()
  const allowed = me.role === 'operator' || me.role === 'admin'
  const { data, error, reload } = useResource(allowed ? listGateways : undefined, {}, RENEW_MS)
  const now = useNow(RENEW_MS)
  const [order, setOrder] = useState<Order>(mostUrgentFirst)
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed)
  const [limit, setLimit] = useState(PAGE)
  const [open, setOpen] = useState<number>()
  const found = useMemo(
    () => ordered(matching(data?.items ?? [], search), order, language),
    [data, search, order, language],
  )
  const sortBy = (by: Column) =>
    setOrder(order.by === by ? { by, descending: !order.descending } : { by, descending: descendsFirst(by) })

  return (
    <div className="page wide">
      <h1>{t('gateways.title')}</h1>
      {allowed ? <p className="muted">{t('gateways.lead')}</p> : <p className="empty">{t('gateways.forbidden')}</p>}
      {error ? <Failure error={error} retry={reload} /> : null}
      {allowed && !data && !error ? <Loading /> : null}
      {data?.items.length === 0 ? <p className="empty">{t('gateways.empty')}</p> : null}
      {data && data.items.length > 0 ? (
        <>
          <div className="table-head">
            <input
              type="search"
              className="gateways-search"
              value={typed}
              placeholder={t('gateways.search')}
              aria-label={t('gateways.search')}
              onChange={(event) => setTyped(event.target.value)}
            />
            <label className="sort">
              {t('gateways.sortedBy')}{' '}
              <select
                value={order.by}
                onChange={({ target }) => {
                  const by = columns.find((column) => column === target.value)
                  if (by) setOrder({ by, descending: descendsFirst(by) })
                }}
              >
                {columns.map((column) => (
                  <option key={column} value={column}>
                    {t(`gateways.${column}`)}
                  </option>
                ))}
              </select>
            </label>
            <span className="muted" role="status">
              {found.length === 0
                ? t('gateways.none')
                : t('gateways.shown', { count: found.length, number: format.count(found.length) })}
            </span>
          </div>
          <table className="gateways">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className={column === 'hotspots' ? 'number' : ''}
                    aria-sort={order.by === column ? (order.descending ? 'descending' : 'ascending') : 'none'}
                  >
                    <button type="button" onClick={() => sortBy(column)}>
                      {t(`gateways.${column}`)}
                      <span aria-hidden="true">{order.by === column ? (order.descending ? ' ▼' : ' ▲') : ''}</span>
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.slice(0, limit).map((row) => (
                <Fragment key={row.id}>
                  <Row
                    row={row}
                    now={now}
                    isOpen={open === row.id}
                    toggle={() => setOpen(open === row.id ? undefined : row.id)}
                  />
                  {open === row.id ? (
                    <tr className="opened" id={`gateway-${row.id}`}>
                      <td colSpan={columns.length}>
                        <Detail gateway={row} now={now} onDone={reload} />
                      </td>
                    </tr>
                  ) : null}
                </Fragment>
              ))}
            </tbody>
          </table>
          {found.length > limit ? (
            <button type="button" className="more" onClick={() => setLimit(limit + PAGE)}>
              {t('list.more')}
            </button>
          ) : null}
        </>
      ) : null}
    </div>
  )
}

function Row({ row, now, isOpen, toggle }: { row: GatewayListItem; now: number; isOpen: boolean; toggle: () => void }) {
  const t = useText()
  const { format } = useCity()
  return (
    <tr data-gateway={row.id} className={isOpen ? 'open' : ''}>
      <th scope="row">
        <button
          type="button"
          className="link"
          aria-expanded={isOpen}
          aria-controls={isOpen ? `gateway-${row.id}` : undefined}
          onClick={toggle}
        >
          {row.name}
        </button>
      </th>
      <td data-label={t('gateways.vendor')}>{row.vendor}</td>
      <td data-label={t('gateways.network')}>{row.network?.replace(/\/(32|128)$/, '') ?? NONE}</td>
      <td data-label={t('gateways.hotspots')} className="number">
        {format.count(row.hotspots)}
      </td>
      <td data-label={t('gateways.heard')}>
        {row.heardAt === null ? (
          <span title={t('gateways.neverHeardHelp')}>{t('gateways.neverHeard')}</span>
        ) : (
          <time dateTime={row.heardAt} title={format.moment(row.heardAt)}>
            {format.ago(row.heardAt, now)}
          </time>
        )}
      </td>
      <td data-label={t('gateways.mode')}>{row.access === 'portal' ? NONE : t(`mode.${row.messageAuthenticator}`)}</td>
      <td>{row.access === 'portal' ? t('gateways.byPortal') : <Verdict of={row} />}</td>
    </tr>
  )
}
