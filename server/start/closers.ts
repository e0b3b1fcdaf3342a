import { setTimeout } from 'node:timers/promises'
import type { Log } from '../log.ts'

/** What was started, to be ended. */
export interface Closers {
  /** Has the part closed with all others. @throws what the start was given up with */
  keep<T extends { close(): Promise<void> }>(part: T): T
  close(): Promise<void>
}

/** `close` ends what was kept, the last first. @param signal gives the start up, once what was started is kept */
export function createClosers(log: Log, signal: AbortSignal | undefined): Closers {
  const closers: Array<() => Promise<void>> = []
  return {
    keep(part) {
      closers.push(() => part.close().catch((error) => log.error({ err: error }, 'a part did not close')))
      signal?.throwIfAborted()
      return part
    },
    async close() {
      for (let closer = closers.pop(); closer; closer = closers.pop()) await closer()
    },
  }
}

/** So long (ms) is waited for work that may be cut off: what stores in transactions, and begins anew at the next start. */
const PATIENCE_MS = 4000

/** What works beside each other ends beside each other; what is not through after `patienceMs` goes with its connection. */
export function createClosersBeside(log: Log, signal: AbortSignal | undefined, patienceMs = PATIENCE_MS): Closers {
  const parts: Closers[] = []
  return {
    keep(part) {
      const closers = createClosers(log, signal)
      parts.push(closers)
      return closers.keep(part)
    },
    async close() {
      const closed = Promise.all(parts.splice(0).map((part) => part.close()))
      await Promise.race([closed, setTimeout(patienceMs, undefined, { ref: false })])
    },
  }
}
