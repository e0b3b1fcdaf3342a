/** Work that is begun by a call, and done again, some time later, as long as it fails. */
export interface Persistent {
  (): void
  close(): void
}

/**
 * What is kept in memory must not stay as it was because one reading of it failed.
 *
 * @param onFailure is told of the first failure of several in a row
 * @param retryMs after how long it is tried again
 */
export function persistently(
  work: () => Promise<unknown>,
  onFailure: (error: unknown) => void,
  retryMs = 1000,
): Persistent {
  let timer: NodeJS.Timeout | undefined
  let failing = false
  let closed = false
  const failed = (error: unknown) => {
    if (closed) return
    if (!failing) onFailure(error)
    failing = true
    timer ??= setTimeout(attempt, retryMs).unref()
  }
  const attempt = () => {
    clearTimeout(timer)
    timer = undefined
    if (closed) return
    work().then(() => {
      failing = false
    }, failed)
  }
  return Object.assign(attempt, {
    close() {
      closed = true
      clearTimeout(timer)
    },
  })
}
