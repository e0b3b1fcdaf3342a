/** Work that is begun by a call, or done once more after what is under way, and again, some time later, as long as it fails. */
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
  let running = false
  let again = false
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
    again = running
    if (running) return
    running = true
    void work()
      .then(() => {
        failing = false
      }, failed)
      .then(() => {
        running = false
        if (again) attempt()
      })
  }
  return Object.assign(attempt, {
    close() {
      closed = true
      clearTimeout(timer)
    },
  })
}
