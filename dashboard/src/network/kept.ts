import { useRef } from 'react'
import type { List } from '../data/resource.ts'

/** A list that keeps what it showed while other rows are read in its place, so that the page does not jump. */
export function useKept<T>(list: List<T>): List<T> & { isOld: boolean } {
  const last = useRef(list.data)
  if (list.data) last.current = list.data
  const isOld = list.data === undefined && last.current !== undefined && !list.error
  return { ...list, data: isOld ? last.current : list.data, isOld }
}
