import { locks } from '../../database/locks.ts'
import { inTurn } from '../../database/turns.ts'
import { repeatedly } from '../../repeatedly.ts'
import { type RoundParts, readControllers } from './round.ts'

/** Controllers are asked no more often, ms: each time is a login, and clouds count what they are asked. */
const LEAST_INTERVAL_MS = 60_000

/**
 * Reads the controllers that have an API, at the interval of the poller. Each process with the role poller does, one at a
 * time by an advisory lock.
 */
export function startControllerReadings(parts: RoundParts & { config: { pollSeconds: number } }): {
  close(): Promise<void>
} {
  const { db, log, config } = parts
  const ending = new AbortController()
  const remembered = new Map()
  const readings = repeatedly(
    () => inTurn(db, locks.controllerReads, () => readControllers({ ...parts, remembered, signal: ending.signal })),
    Math.max(LEAST_INTERVAL_MS, config.pollSeconds * 1000),
    (error) => log.warn({ err: error }, 'controllers were not read: tried again soon'),
  )
  return {
    async close() {
      ending.abort()
      await readings.close()
    },
  }
}
