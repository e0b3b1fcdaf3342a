import type { Database } from '../../database/connection.ts'
import { subscribe } from '../../database/events/events.ts'
import { locks } from '../../database/locks.ts'
import { inTurn } from '../../database/turns.ts'
import type { Log } from '../../log.ts'
import { type Affected, keepStates } from './changes.ts'
import { pingSilentAgents } from './pings.ts'
import { countUsualUse, findSilences } from './usual.ts'

interface KeeperParts {
  db: Database
  log: Log
  /** The city's clock. */
  timeZone: string
  residentsAffected?: Affected
}

const EVERY_MS = 60_000
/** After an event: those that come together are weighed together. */
const SOON_MS = 5000

/**
 * Gathers what is known of hotspots besides SNMP, weighs all of it, and keeps how states change; alerts follow. Each
 * process with the role poller does, one at a time by an advisory lock.
 */
export async function startStateKeeper(parts: KeeperParts): Promise<{ close(): Promise<void> }> {
  const { db, log } = parts
  let running: Promise<void> | undefined
  let soon: NodeJS.Timeout | undefined
  const ending = new AbortController()
  const run = (isGathering: boolean) => {
    running ??= keepEvidence({ ...parts, signal: ending.signal }, isGathering)
      .catch((error) => log.warn({ err: error }, 'states were not weighed: tried again soon'))
      .finally(() => {
        running = undefined
      })
  }
  const weighSoon = () => {
    soon ??= setTimeout(() => {
      soon = undefined
      run(false)
    }, SOON_MS).unref()
  }
  const subscription = await subscribe(db, ({ type }) => (type === 'health' ? weighSoon() : undefined), weighSoon)
  const timer = setInterval(() => run(true), EVERY_MS).unref()
  run(true)
  return {
    async close() {
      clearTimeout(soon)
      clearInterval(timer)
      ending.abort()
      await subscription.close()
      await running
    },
  }
}

/** Once; nothing while another process is at it. @param isGathering besides weighing what is there */
export async function keepEvidence(
  { db, timeZone, residentsAffected, signal }: KeeperParts & { signal?: AbortSignal | undefined },
  isGathering = true,
  now = new Date(),
): Promise<void> {
  await inTurn(db, locks.knownStates, async () => {
    if (isGathering) {
      await countUsualUse(db, timeZone, now)
      if (signal?.aborted) return
      await findSilences(db, timeZone, now.getTime())
      await pingSilentAgents(db, { signal })
    }
    if (signal?.aborted) return
    await keepStates(db, residentsAffected, now)
  })
}
