import { useNavigate, useSearchParams } from 'react-router'
import { type CoverageRing, listNeighbourhoods, type Neighbourhood } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { Attribution, RingChoice, ringIn, useRingWords } from '../parts/ring.tsx'
import { MoreRows, SearchRows, SortHeadings, useSortedRows } from '../parts/sorted-table.tsx'
import { useNeighbourhoods } from './neighbourhoods.ts'
import { type Column, matching, ranked, uncheckedResidents, uncoveredResidents, worstFirst } from './ranking.ts'

const columns: Column[] = [
  ...(['name', 'borough', 'uncovered', 'unchecked', 'population', 'covered'] as const),
  ...(['withoutInternet', 'marginalisation', 'hotspots'] as const),
]
const names = new Set<Column>(['name', 'borough'])
const isNumber = (column: Column) => !names.has(column) && column !== 'marginalisation'
const sorting = { first: worstFirst, descendsFirst: (by: Column) => !names.has(by), ordered: ranked, matching }

export function NeighbourhoodsPage() {
  const t = useText()
  const { format } = useCity()
  const [address, setAddress] = useSearchParams()
  const ring = ringIn(address.get('ring'))
  const ringWords = useRingWords()
  const list = useNeighbourhoods(ring)
  const { data } = list
  const rows = useSortedRows(data?.items, sorting)

  return (
    <div className="page wide">
      <h1>{t('neighbourhoods.title')}</h1>
      <p className="muted">{t('neighbourhoods.lead', { ring: ringWords(ring) })}</p>
      <div className="coverage-choices">
        <RingChoice ring={ring} choose={(next) => setAddress({ ring: next }, { replace: true })} />
      </div>
      <Reading of={list} />
      {data?.items.length === 0 ? <p className="empty">{t('neighbourhoods.empty')}</p> : null}
      {data && data.items.length > 0 ? (
        <>
          <div className="table-head">
            <SearchRows of={rows} label={t('neighbourhoods.search')} />
            <span className="muted" role="status">
              {rows.found.length === 0
                ? t('neighbourhoods.none')
                : t('neighbourhoods.shown', {
                    shown: format.count(rows.shown.length),
                    total: format.count(rows.found.length),
                  })}
            </span>
          </div>
          <table className="neighbourhoods">
            <SortHeadings
              of={rows}
              columns={columns}
              isNumber={isNumber}
              label={(column) => t(`neighbourhoods.${column}`)}
            />
            <tbody>
              {rows.shown.map((row) => (
                <Row key={row.id} row={row} ring={ring} />
              ))}
            </tbody>
          </table>
          <MoreRows of={rows} as={listNeighbourhoods} />
          <Attribution ring={ring} />
        </>
      ) : null}
    </div>
  )
}

function Row({ row, ring }: { row: Neighbourhood; ring: CoverageRing }) {
  const t = useText()
  const { format } = useCity()
  const navigate = useNavigate()
  const show = () => navigate(`/?layer=covered&ring=${ring}&neighbourhood=${row.id}`)
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
      <td {...label('unchecked')}>{format.count(uncheckedResidents(row))}</td>
      <td {...label('population')}>{format.count(row.population)}</td>
      <td {...label('covered')}>{format.share(row.covered)}</td>
      <td {...label('withoutInternet')}>{format.share(row.withoutInternet)}</td>
      <td {...label('marginalisation')} className="labelled">
        {row.marginalisation ?? NONE}
      </td>
      <td {...label('hotspots')}>{format.count(row.hotspots)}</td>
    </tr>
  )
}
