import { useDeferredValue, useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Neighbourhood } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useLanguage, useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { NONE } from '../parts/format.ts'
import { useNeighbourhoods } from './neighbourhoods.ts'
import { type Column, matching, type Order, ranked, uncoveredResidents, worstFirst } from './ranking.ts'

const PAGE = 100
const columns: Column[] = ['name', 'borough', 'uncovered', 'population', 'covered', 'withoutInternet', 'hotspots']
const words = new Set<Column>(['name', 'borough'])

export function NeighbourhoodsPage() {
  const t = useText()
  const language = useLanguage()
  const { format } = useCity()
  const { data, error, reload } = useNeighbourhoods()
  const [order, setOrder] = useState<Order>(worstFirst)
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed)
  const [limit, setLimit] = useState(PAGE)
  const found = useMemo(
    () => ranked(matching(data?.items ?? [], search), order, language),
    [data, search, order, language],
  )
  const sortBy = (by: Column) =>
    setOrder(order.by === by ? { by, descending: !order.descending } : { by, descending: !words.has(by) })

  return (
    <div className="page wide">
      <h1>{t('neighbourhoods.title')}</h1>
      <p className="muted">{t('neighbourhoods.lead')}</p>
      {error ? <Failure error={error} retry={reload} /> : null}
      {data ? null : error ? null : <Loading />}
      {data?.items.length === 0 ? <p className="empty">{t('neighbourhoods.empty')}</p> : null}
      {data && data.items.length > 0 ? (
        <>
          <p className="table-head">
            <input
              type="search"
              value={typed}
              placeholder={t('neighbourhoods.search')}
              aria-label={t('neighbourhoods.search')}
              onChange={(event) => setTyped(event.target.value)}
            />
            <span className="muted" role="status">
              {found.length === 0
                ? t('neighbourhoods.none')
                : t('neighbourhoods.shown', {
                    shown: format.count(Math.min(limit, found.length)),
                    total: format.count(found.length),
                  })}
            </span>
          </p>
          <table className="neighbourhoods">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className={words.has(column) ? '' : 'number'}
                    aria-sort={order.by === column ? (order.descending ? 'descending' : 'ascending') : 'none'}
                  >
                    <button type="button" onClick={() => sortBy(column)}>
                      {t(`neighbourhoods.${column}`)}
                      <span aria-hidden="true">{order.by === column ? (order.descending ? ' ▼' : ' ▲') : ''}</span>
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.slice(0, limit).map((row) => (
                <Row key={row.id} row={row} />
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

function Row({ row }: { row: Neighbourhood }) {
  const t = useText()
  const { format } = useCity()
  const navigate = useNavigate()
  const show = () => navigate(`/?layer=covered&neighbourhood=${row.id}`)
  const label = (column: Column) => ({ className: 'number', 'data-label': t(`neighbourhoods.${column}`) })
  return (
    <tr data-neighbourhood={row.id} onClick={show}>
      <th scope="row">
        <button
          type="button"
          className="link"
          title={t('neighbourhoods.showOnMap', { name: row.name })}
          onClick={(event) => {
            event.stopPropagation()
            void show()
          }}
        >
          {row.name}
        </button>
      </th>
      <td>{row.borough ?? NONE}</td>
      <td {...label('uncovered')}>
        <strong>{format.count(uncoveredResidents(row))}</strong>
      </td>
      <td {...label('population')}>{format.count(row.population)}</td>
      <td {...label('covered')}>{format.share(row.covered)}</td>
      <td {...label('withoutInternet')}>{format.share(row.withoutInternet)}</td>
      <td {...label('hotspots')}>{format.count(row.hotspots)}</td>
    </tr>
  )
}
