import { isRefused } from '../../database/sql-errors.ts'
import type { Log } from '../../log.ts'
import { samplesDropped } from '../metrics.ts'
import type { PollResult } from '../store.ts'

/** Gathers results and writes them together; keeps them, up to a bound, while the database is away. */
export interface Writer {
  add(result: PollResult): void
  /** Writes what waits, once, and ends. What the database does not take then is lost. */
  close(): Promise<void>
}

export interface WriterOptions {
  /** ms that a result waits for others. */
  flushMs: number
  /** ms between tries while the database is away. */
  retryMs: number
  /** Results kept while the database is away; the oldest are dropped. */
  capacity: number
}

export const defaultWriterOptions: WriterOptions = { flushMs: 500, retryMs: 1000, capacity: 100_000 }

/** Results that are written together; so many are not kept waiting for others. */
export const BATCH = 2000

/** @param store @throws {Error} of PostgreSQL, while the database is away or where it refuses what it is given */
export function createWriter(
  store: (results: readonly PollResult[]) => Promise<void>,
  log: Log,
  { flushMs, retryMs, capacity }: WriterOptions,
): Writer {
  let waiting: PollResult[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let away = false
  let closed = false

  const schedule = () => {
    if (waiting.length >= BATCH && !away) begin()
    else timer ??= setTimeout(begin, away ? retryMs : flushMs)
  }
  const begin = () => {
    clearTimeout(timer)
    timer = undefined
    writing ??= write().finally(() => {
      writing = undefined
      if (waiting.length > 0 && !closed) schedule()
    })
  }
  const write = async () => {
    const batch = waiting.slice(0, BATCH)
    try {
      await store(batch)
      waiting = waiting.slice(batch.length)
      if (away) log.info('samples are written again')
      away = false
    } catch (error) {
      if (isRefused(error)) {
        log.error({ err: error, samples: batch.length }, 'the database refused samples: they are dropped')
        samplesDropped.inc(batch.length)
        waiting = waiting.slice(batch.length)
        return
      }
      if (!away) log.warn({ err: error }, 'samples are kept until the database is back')
      away = true
    }
  }
  return {
    add(result) {
      waiting.push(result)
      if (waiting.length > capacity && !writing) {
        samplesDropped.inc(waiting.length - capacity)
        waiting = waiting.slice(-capacity)
      }
      if (!writing) schedule()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await writing
      away = false
      while (waiting.length > 0 && !away) await write()
    },
  }
}
