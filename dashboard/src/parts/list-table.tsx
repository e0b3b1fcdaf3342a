import type { ReactNode } from 'react'
import type { List } from '../data/resource.ts'
import { More } from './more.tsx'
import { Reading } from './reading.tsx'

interface Props<T> {
  of: List<T>
  className?: string
  columns: readonly string[]
  /** What stands there when the list has no rows. */
  none: string
  /** One row of the table. */
  row: (item: T) => ReactNode
}

/** A list that comes by pages, as a table: being read, failed, without rows, or as many as were read and a button for more. */
export function ListTable<T>({ of: list, className, columns, none, row }: Props<T>) {
  const { data } = list
  return (
    <>
      <Reading of={list} />
      {data?.items.length === 0 ? <p className="empty">{none}</p> : null}
      {data && data.items.length > 0 ? (
        <table className={className}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{data.items.map(row)}</tbody>
        </table>
      ) : null}
      <More of={list} />
    </>
  )
}
