/** Reads something now and again, one reading at a time. */
export interface Reader {
  /** Reads, or reads once more when the reading under way is through. */
  read(): void
  /** Nothing is told from then on. */
  close(): void
}

/**
 * However often it is asked to, a reading that is under way goes on to its end: where each event began it anew, answers that
 * take longer than the time between two events would never be shown.
 *
 * @param put is told what was read, and whether it is the first
 */
export function createReader<T>(
  read: (signal: AbortSignal) => Promise<T>,
  put: (data: T, isFirst: boolean) => void,
  fail: (error: unknown) => void,
): Reader {
  const abort = new AbortController()
  let [isReading, isWanted, isFirst] = [false, false, true]
  const through = (tell: () => void) => {
    isReading = false
    if (abort.signal.aborted) return
    tell()
    if (!isWanted) return
    isWanted = false
    begin()
  }
  const begin = () => {
    if (isReading) {
      isWanted = true
      return
    }
    isReading = true
    read(abort.signal).then(
      (data) =>
        through(() => {
          put(data, isFirst)
          isFirst = false
        }),
      (error) => through(() => fail(error)),
    )
  }
  return { read: begin, close: () => abort.abort() }
}
