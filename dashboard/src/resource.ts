import { useCallback, useEffect, useRef, useState } from 'react'
import { read, type Source } from './api.ts'

export interface Resource<T> {
  /** What was read last; kept while it is read again and when that fails. */
  data: T | undefined
  error: unknown
  reload: () => void
}

/**
 * Reads `source` now, when its path changes, at `reload`, and every `renewMs` milliseconds where that is given; undefined
 * reads nothing.
 */
export function useResource<T>(source: Source<T> | undefined, renewMs?: number): Resource<T> {
  const path = source?.path
  const [state, setState] = useState<{ path: string | undefined; data: T | undefined; error: unknown }>({
    path,
    data: undefined,
    error: undefined,
  })
  const [turn, setTurn] = useState(0)
  const current = useRef(source)
  current.current = source

  useEffect(() => {
    const wanted = current.current
    if (!wanted || wanted.path !== path || turn < 0) return
    const abort = new AbortController()
    read(wanted, abort.signal).then(
      (data) => setState({ path, data, error: undefined }),
      (error: unknown) => {
        if (abort.signal.aborted) return
        setState((before) => ({ path, data: before.path === path ? before.data : undefined, error }))
      },
    )
    return () => abort.abort()
  }, [path, turn])

  const reload = useCallback(() => setTurn((before) => before + 1), [])
  useEffect(() => {
    if (renewMs === undefined) return
    const timer = setInterval(reload, renewMs)
    return () => clearInterval(timer)
  }, [renewMs, reload])
  const fresh = state.path === path
  return { data: fresh ? state.data : undefined, error: fresh ? state.error : undefined, reload }
}
