import { startTransition, useCallback, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { Answer, CsvLanguage, Endpoint, Page, Request } from '../../../server/api/contract/index.ts'
import { addressOf, call, csvAddressOf } from './api.ts'
import { createReader, type Reader } from './reader.ts'
import { sameRows } from './same-rows.ts'

export interface Resource<T> {
  /** What was read last; kept while it is read again and when that fails. */
  data: T | undefined
  error: unknown
  reload: () => void
}

/**
 * Reads by `read` now, when `key` changes, at `reload`, and every `renewMs` milliseconds where that is given; without a
 * key nothing is read.
 */
function useReading<T>(
  key: string | undefined,
  read: (signal: AbortSignal) => Promise<T>,
  renewMs: number | undefined,
): Resource<T> {
  const [state, setState] = useState<{ key: string | undefined; data: T | undefined; error: unknown }>({
    key,
    data: undefined,
    error: undefined,
  })
  const current = useRef(read)
  current.current = read
  const reader = useRef<Reader>(undefined)

  useEffect(() => {
    if (key === undefined) return
    const put = (data: T) =>
      setState((before) => ({ key, data: before.key === key ? sameRows(before.data, data) : data, error: undefined }))
    const now = createReader(
      (signal) => current.current(signal),
      // What is read again is drawn bit by bit: a long list that changes each second holds up nobody who types.
      (data, isFirst) => (isFirst ? put(data) : startTransition(() => put(data))),
      (error) => setState((before) => ({ key, data: before.key === key ? before.data : undefined, error })),
    )
    reader.current = now
    now.read()
    return () => {
      now.close()
      reader.current = undefined
    }
  }, [key])

  const reload = useCallback(() => reader.current?.read(), [])
  useEffect(() => {
    if (renewMs === undefined) return
    const timer = setInterval(reload, renewMs)
    return () => clearInterval(timer)
  }, [renewMs, reload])
  const fresh = state.key === key
  return { data: fresh ? state.data : undefined, error: fresh ? state.error : undefined, reload }
}

/** What an endpoint answers to what is `given`; undefined in place of the endpoint reads nothing. */
export function useResource<E extends Endpoint>(
  endpoint: E | undefined,
  given: Request<E>,
  renewMs?: number,
): Resource<Answer<E>> {
  const read = (signal: AbortSignal) => call(endpoint!, given, { signal })
  return useReading(endpoint && addressOf(endpoint, given), read, renewMs)
}

/** An endpoint that answers a list by pages. */
type ListEndpoint = Endpoint & { query: z.ZodObject; response: z.ZodType<Page<unknown>> }
type Item<E extends ListEndpoint> = Answer<E>['items'][number]

/** A list as far as it was read. */
export interface List<T> extends Resource<Page<T>> {
  /** Reads one page more. */
  more: () => void
  /** Where all its rows are a file, with headings in a language; absent: nowhere. */
  csv?: ((language: CsvLanguage) => string) | undefined
}

/** The rows of a list, a page at first; as {@link useResource}. What is shown is read again as one. */
export function useList<E extends ListEndpoint>(
  endpoint: E | undefined,
  given: Request<E>,
  renewMs?: number,
): List<Item<E>> {
  const key = endpoint && addressOf(endpoint, given)
  const wanted = useRef({ key, pages: 1 })
  if (wanted.current.key !== key) wanted.current = { key, pages: 1 }

  const read = async (signal: AbortSignal): Promise<Page<Item<E>>> => {
    let list: Page<Item<E>> | undefined
    for (let page = 0; page < wanted.current.pages && list?.next !== null; page++) {
      const { query } = given as { query?: object }
      const from = { ...given, query: { ...query, ...(list && { cursor: list.next }) } } as Request<E>
      const { total, items, next } = (await call(endpoint!, from, { signal })) as Page<Item<E>>
      list = { total, items: [...(list?.items ?? []), ...items], next }
    }
    return list!
  }
  const resource = useReading(key, read, renewMs)
  const { reload } = resource
  const more = useCallback(() => {
    wanted.current.pages++
    reload()
  }, [reload])
  const csv = endpoint && ((language: CsvLanguage) => csvAddressOf(endpoint, given, language))
  return { ...resource, more, csv }
}

type WholeList = Endpoint & { response: z.ZodType<Page<unknown>> }

/** As {@link useList}, of a list that is answered whole. */
export function useWholeList<E extends WholeList>(
  endpoint: E,
  given: Request<E>,
  renewMs?: number,
): List<Answer<E>['items'][number]> {
  const resource = useResource(endpoint, given, renewMs) as Resource<Page<Answer<E>['items'][number]>>
  return { ...resource, more: () => {} }
}
