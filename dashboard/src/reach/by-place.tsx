import { useId } from 'react'
import type { CoverageReport, Standing } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useLanguage, useText } from '../languages/index.ts'
import { CsvButton } from '../parts/csv-link.tsx'
import { NONE } from '../parts/format.ts'
import { saveTable } from '../parts/save-table.ts'
import { Scrolling } from '../parts/scrolling.tsx'
import { SearchRows, SortHeadings, useSortedRows } from '../parts/sorted-table.tsx'
import { inOrder, withWords } from '../parts/table-order.ts'
import { useCoverageAddress } from './address.ts'

type Named = Standing & { name: string; borough?: string | null; need?: number | null }

const columns = ['name', 'residents', 'covered', 'near', 'without', 'inNeed'] as const
const withBorough = ['name', 'borough', 'residents', 'need', 'covered', 'near', 'without', 'inNeed'] as const
type Column = (typeof withBorough)[number]

const isNumber = (column: Column) => column !== 'name' && column !== 'borough'
const cells: Record<Column, (row: Named) => string | number | null> = {
  name: ({ name }) => name,
  borough: ({ borough }) => borough ?? null,
  residents: ({ residents }) => residents,
  need: ({ need }) => need ?? null,
  covered: ({ covered, residents }) => (residents > 0 ? covered / residents : null),
  near: ({ near, residents }) => (residents > 0 ? near / residents : null),
  without: ({ without }) => without,
  inNeed: ({ inNeed }) => inNeed,
}

const sorting = {
  first: { by: 'inNeed' as Column, descending: true },
  descendsFirst: isNumber,
  ordered: (rows: readonly Row[], order: { by: Column; descending: boolean }, language: string) =>
    inOrder(rows, cells[order.by], order.descending, language),
  matching: (rows: readonly Row[], search: string) =>
    withWords(rows, search, ({ name, borough }) => `${name} ${borough ?? ''}`),
}

/** `place` as the address and the history have it. */
type Row = Named & { place: string }

interface TableProps {
  title: string
  kind: 'borough' | 'neighbourhood'
  rows: readonly Row[]
  columns: readonly Column[]
  search?: string
}

/** Places with whom hotspots reach there: those first where most in need have no service. */
function PlaceTable({ title, kind, rows, columns: shownColumns, search }: TableProps) {
  const t = useText()
  const language = useLanguage()
  const { format } = useCity()
  const { put } = useCoverageAddress()
  const heading = useId()
  const sorted = useSortedRows(rows, sorting)
  const written = (column: Column, row: Row) => {
    const value = cells[column](row)
    if (value === null) return NONE
    if (typeof value === 'string') return value
    return column === 'covered' || column === 'near' || column === 'need' ? format.share(value) : format.count(value)
  }
  const save = () =>
    saveTable(
      `plaza-coverage-${kind}.csv`,
      sorted.found,
      [...shownColumns, 'unchecked' as const].map((column) =>
        column === 'unchecked'
          ? ([t('coverage.unchecked'), (row) => row.unchecked] as const)
          : ([t(`coverage.column.${column}`), cells[column]] as const),
      ),
      language,
    )
  const show = (place: string) => {
    put({ kind, place })
    document.getElementById('coverage-over-time')?.scrollIntoView()
  }
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {search ? <SearchRows of={sorted} label={search} /> : null}
      <Scrolling label={title}>
        <table className="coverage-table">
          <SortHeadings
            of={sorted}
            columns={shownColumns}
            isNumber={isNumber}
            label={(column) => t(`coverage.column.${column}`)}
          />
          <tbody>
            {sorted.shown.map((row) => (
              <tr key={row.place}>
                <th scope="row">
                  <button type="button" className="link" onClick={() => show(row.place)}>
                    {row.name}
                  </button>
                </th>
                {shownColumns.slice(1).map((column) => (
                  <td key={column} className={isNumber(column) ? 'number' : ''}>
                    {written(column, row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      <p className="more-of">
        {sorted.found.length > sorted.shown.length ? (
          <button type="button" className="more" onClick={sorted.showMore}>
            {t('list.more')}
          </button>
        ) : null}
        <CsvButton save={save} />
      </p>
    </section>
  )
}

export function ByBorough({ of: { boroughs } }: { of: CoverageReport }) {
  const t = useText()
  if (boroughs.length < 2) return null
  const rows = boroughs.map((each) => ({ ...each, place: each.name }))
  return <PlaceTable title={t('coverage.byBorough')} kind="borough" rows={rows} columns={columns} />
}

export function ByNeighbourhood({ of: { neighbourhoods } }: { of: CoverageReport }) {
  const t = useText()
  const rows = neighbourhoods.map(({ id, ...each }) => ({ ...each, place: String(id) }))
  return (
    <PlaceTable
      title={t('coverage.byNeighbourhood')}
      kind="neighbourhood"
      rows={rows}
      columns={withBorough}
      search={t('neighbourhoods.search')}
    />
  )
}

/** Bars of each fifth, with and without hotspots that fail; the table is what they say. */
export function ByQuintile({ of: { quintiles } }: { of: CoverageReport }) {
  const t = useText()
  const language = useLanguage()
  const { format } = useCity()
  const { put } = useCoverageAddress()
  const heading = useId()
  if (quintiles.length === 0) return null
  const rows = quintiles.map((each, at) => ({ ...each, name: t('coverage.quintile', { number: at + 1 }) }))
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0)
  const save = () =>
    saveTable(
      'plaza-coverage-quintile.csv',
      rows,
      columns.map((column) => [t(`coverage.column.${column}`), cells[column]] as const),
      language,
    )
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{t('coverage.byQuintile')}</h2>
      <p className="muted">{t('coverage.quintileHelp')}</p>
      <section className="scroll">
        <table className="coverage-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" className={isNumber(column) ? 'number' : ''}>
                  {t(column === 'name' ? 'coverage.quintiles' : `coverage.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={row.name}>
                <th scope="row">
                  <button
                    type="button"
                    className="link"
                    onClick={() => put({ kind: 'quintile', place: String(at + 1) })}
                  >
                    {row.name}
                  </button>
                </th>
                <td className="number">{format.count(row.residents)}</td>
                {(['covered', 'near'] as const).map((part) => (
                  <td key={part} className="number">
                    <meter min={0} max={1} value={share(row[part], row.residents)} aria-label={t(`coverage.${part}`)} />{' '}
                    {format.share(share(row[part], row.residents))}
                  </td>
                ))}
                <td className="number">{format.count(row.without)}</td>
                <td className="number">{format.count(row.inNeed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="more-of">
        <CsvButton save={save} />
      </p>
    </section>
  )
}
