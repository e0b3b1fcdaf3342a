import { Fragment, type ReactNode, useMemo, useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import {
  addGateway,
  type GatewayListItem,
  listDisabledGateways,
  listGateways,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useNow } from '../data/now.ts'
import { type Resource, useResource } from '../data/resource.ts'
import { DistrictFilter } from '../districts/filter.tsx'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { MoreRows, SearchRows, type SortedRows, SortHeadings, useSortedRows } from '../parts/sorted-table.tsx'
import { Detail, RENEW_MS } from './detail.tsx'
import { DisabledGateways } from './disabled.tsx'
import { NewGateway } from './entry/new-gateway.tsx'
import { type Column, descendsFirst, matching, mostUrgentFirst, ordered } from './order.ts'
import { hasFindings } from './signing/findings.tsx'
import { Verdict } from './signing/verdict.tsx'

const columns: Column[] = ['name', 'vendor', 'network', 'hotspots', 'heard', 'mode', 'verdict']
const sorting = { first: mostUrgentFirst, descendsFirst, ordered, matching }

/** Every gateway: whether it must sign its Access-Requests, whether it does, and what requiring that would refuse. */
export function GatewaysPage() {
  const t = useText()
  return (
    <div className="page wide">
      <h1>{t('gateways.title')}</h1>
      <ForThose who={listGateways} otherwise="gateways.forbidden">
        <Gateways />
      </ForThose>
    </div>
  )
}

function Gateways() {
  const t = useText()
  const { format, me } = useCity()
  const [search] = useSearchParams()
  const isDisabled = search.get('show') === 'disabled'
  const list = useResource(listGateways, {}, RENEW_MS)
  const disabled = useResource(listDisabledGateways, {}, RENEW_MS)
  const which = useRef<HTMLElement>(null)
  /** A row that is gone took the focus with it. */
  const onUse = () => {
    list.reload()
    disabled.reload()
    which.current?.querySelector<HTMLElement>('[aria-current]')?.focus()
  }
  return (
    <>
      <nav className="which" aria-label={t('gateways.which')} ref={which}>
        <Link to="/gateways" aria-current={isDisabled ? undefined : 'true'}>
          {t('gateways.inUse')}
        </Link>
        <Link to="/gateways?show=disabled" aria-current={isDisabled ? 'true' : undefined}>
          {t('gateways.outOfUse', { number: format.count(disabled.data?.total ?? 0) })}
        </Link>
      </nav>
      {isDisabled ? (
        <>
          <Reading of={disabled} />
          {disabled.data ? (
            <DisabledGateways of={disabled.data.items} onChange={disabled.reload} onDone={onUse} />
          ) : null}
        </>
      ) : (
        <>
          {may(me, addGateway) ? <NewGateway onSaved={list.reload} /> : null}
          <InUseGateways of={list} onUse={onUse} />
        </>
      )}
    </>
  )
}

function InUseGateways({ of: list, onUse }: { of: Resource<{ items: GatewayListItem[] }>; onUse: () => void }) {
  const t = useText()
  const { data, reload } = list
  const [address, setAddress] = useSearchParams()
  const district = Number(address.get('district')) || undefined
  const items = useMemo(
    () => data?.items.filter((row) => district === undefined || row.district?.id === district),
    [data, district],
  )
  const rows = useSortedRows(items, sorting, address.get('search') ?? '')
  return (
    <>
      <p className="muted">{t('gateways.lead')}</p>
      <Reading of={list} />
      {data?.items.length === 0 ? <p className="empty">{t('gateways.empty')}</p> : null}
      {data && data.items.length > 0 ? (
        <>
          <TableHead of={rows}>
            <DistrictFilter
              districts={districtsOf(data.items)}
              chosen={district}
              choose={(id) => setAddress(id === undefined ? {} : { district: `${id}` }, { replace: true })}
            />
          </TableHead>
          <Table of={rows} onDone={reload} onUse={onUse} />
          <MoreRows of={rows} as={listGateways} />
        </>
      ) : null}
    </>
  )
}

/** Of which districts there are gateways, by name. */
function districtsOf(gateways: readonly GatewayListItem[]) {
  const names = new Map(gateways.flatMap(({ district }) => (district ? [[district.id, district.name] as const] : [])))
  return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name))
}

type Rows = SortedRows<GatewayListItem, Column>

/** Search and order, and how many there are. */
function TableHead({ of: rows, children }: { of: Rows; children: ReactNode }) {
  const t = useText()
  const { format } = useCity()
  return (
    <div className="table-head">
      <SearchRows of={rows} className="gateways-search" label={t('gateways.search')} />
      <label className="sort">
        {t('gateways.sortedBy')}{' '}
        <select
          value={rows.order.by}
          onChange={({ target }) => {
            const by = columns.find((column) => column === target.value)
            if (by) rows.sortBy(by)
          }}
        >
          {columns.map((column) => (
            <option key={column} value={column}>
              {t(`gateways.${column}`)}
            </option>
          ))}
        </select>
      </label>
      {children}
      <span className="muted" role="status">
        {rows.found.length === 0
          ? t('gateways.none')
          : t('gateways.shown', { count: rows.found.length, number: format.count(rows.found.length) })}
      </span>
    </div>
  )
}

function Table({ of: rows, onDone, onUse }: { of: Rows; onDone: () => void; onUse: () => void }) {
  const t = useText()
  const now = useNow(RENEW_MS)
  const [open, setOpen] = useState<number>()
  return (
    <table className="gateways">
      <SortHeadings
        of={rows}
        columns={columns}
        isNumber={(column) => column === 'hotspots'}
        label={(column) => t(`gateways.${column}`)}
      />
      <tbody>
        {rows.shown.map((row) => (
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
                  <p className="own-page">
                    <Link to={`/gateways/${row.id}`}>{t('place.open')}</Link>
                  </p>
                  <Detail gateway={row} now={now} onDone={onDone} onUse={onUse} />
                </td>
              </tr>
            ) : null}
          </Fragment>
        ))}
      </tbody>
    </table>
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
        {row.district ? <small className="muted">{row.district.name}</small> : null}
        {hasFindings(row) ? (
          <span role="img" aria-label={t('gateways.noticed')} title={t('gateways.noticed')}>
            {' ⚠'}
          </span>
        ) : null}
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
