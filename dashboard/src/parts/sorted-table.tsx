import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { Endpoint } from '../../../server/api/contract/index.ts'
import { useLanguage, useText } from '../languages/index.ts'
import { CsvButton } from './csv-link.tsx'
import type { Order } from './table-order.ts'

/** How many rows are shown at first, and more at a press. */
const PAGE = 100

/** What orders and filters the rows of a table that are all here. */
export interface Sorting<T, Column extends string> {
  first: Order<Column>
  /** Whether a column begins with its highest. */
  descendsFirst: (by: Column) => boolean
  ordered: (rows: readonly T[], order: Order<Column>, language: string) => T[]
  /** The rows that fit the words of a search. */
  matching: (rows: readonly T[], search: string) => readonly T[]
}

export type SortedRows<T, Column extends string> = ReturnType<typeof useSortedRows<T, Column>>

/** @param sorting the same object each time. @param sought words to begin with, and again when others are given */
export function useSortedRows<T, Column extends string>(
  rows: readonly T[] | undefined,
  sorting: Sorting<T, Column>,
  sought = '',
) {
  const language = useLanguage()
  const [order, setOrder] = useState(sorting.first)
  const [typed, setTyped] = useState(sought)
  useEffect(() => setTyped(sought), [sought])
  const search = useDeferredValue(typed)
  const [limit, setLimit] = useState(PAGE)
  const found = useMemo(
    () => sorting.ordered(sorting.matching(rows ?? [], search), order, language),
    [rows, search, order, language, sorting],
  )
  return {
    order,
    typed,
    setTyped,
    /** All that fit. */
    found,
    /** Those of them that the table has rows for. */
    shown: found.slice(0, limit),
    showMore: () => setLimit(limit + PAGE),
    sortBy: (by: Column) => setOrder({ by, descending: sorting.descendsFirst(by) }),
    turn: () => setOrder({ ...order, descending: !order.descending }),
  }
}

export function SearchRows({
  of: { typed, setTyped },
  className,
  label,
}: {
  of: { typed: string; setTyped: (typed: string) => void }
  className?: string
  label: string
}) {
  return (
    <input
      type="search"
      className={className}
      value={typed}
      placeholder={label}
      aria-label={label}
      onChange={(event) => setTyped(event.target.value)}
    />
  )
}

/** Headings that sort the rows at a press, and turn them round at the next. */
export function SortHeadings<Column extends string>({
  of: { order, sortBy, turn },
  columns,
  isNumber,
  label,
}: {
  of: Pick<SortedRows<unknown, Column>, 'order' | 'sortBy' | 'turn'>
  columns: readonly Column[]
  isNumber: (column: Column) => boolean
  label: (column: Column) => string
}) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th
            key={column}
            scope="col"
            className={isNumber(column) ? 'number' : ''}
            aria-sort={order.by === column ? (order.descending ? 'descending' : 'ascending') : 'none'}
          >
            <button type="button" onClick={() => (order.by === column ? turn() : sortBy(column))}>
              {label(column)}
              <span aria-hidden="true">{order.by === column ? (order.descending ? ' ▼' : ' ▲') : ''}</span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** Below the table: more of its rows while there are, and all that fit, in their order, as a file. */
export function MoreRows<T>({
  of: { found, shown, showMore },
  as: { path, response },
}: {
  of: Pick<SortedRows<T, string>, 'found' | 'shown' | 'showMore'>
  /** The endpoint whose rows they are. */
  as: Pick<Endpoint, 'path' | 'response'>
}) {
  const t = useText()
  const language = useLanguage()
  const save = async () => {
    const { saveCsv } = await import('./save-csv.ts')
    saveCsv(path, response, found, language)
  }
  return (
    <p className="more-of">
      {found.length === shown.length ? null : (
        <button type="button" className="more" onClick={showMore}>
          {t('list.more')}
        </button>
      )}
      {found.length === 0 ? null : <CsvButton save={save} />}
    </p>
  )
}
