import type { ReactNode } from 'react'
import type { List } from '../data/resource.ts'
import { More } from './more.tsx'
import { Reading } from './reading.tsx'

interface Props<T> {
  of: List<T>
  isCurrent: (item: T) => boolean
  /** What stands there when nothing is current. */
  none: string
  current: (item: T) => ReactNode
  pastTitle: string
  /** A list item. */
  past: (item: T) => ReactNode
  /** Between the two, where a new one is made. */
  children: ReactNode
}

/** What is on now, and below it what there was. */
export function CurrentAndPast<T>({ of: list, isCurrent, none, current, pastTitle, past, children }: Props<T>) {
  const items = list.data?.items ?? []
  const isOn = items.filter(isCurrent)
  const isOver = items.filter((item) => !isCurrent(item))
  return (
    <>
      <Reading of={list} />
      {list.data && isOn.length === 0 ? <p className="empty">{none}</p> : null}
      {isOn.map(current)}
      {children}
      {isOver.length > 0 ? (
        <>
          <h2>{pastTitle}</h2>
          <ul>{isOver.map(past)}</ul>
          <More of={list} />
        </>
      ) : null}
    </>
  )
}
