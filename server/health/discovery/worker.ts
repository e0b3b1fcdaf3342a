import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Database } from '../../database/connection.ts'
import { subscribe } from '../../database/events/events.ts'
import type { Log } from '../../log.ts'
import type { Sealer } from '../../sealing.ts'
import type { SnmpTiming } from '../snmp/engine.ts'
import { claimDiscovery } from './jobs.ts'
import { runDiscovery } from './run.ts'

interface WorkerParts {
  db: Database
  sealer: Sealer
  log: Log
  timing?: SnmpTiming
}

/** A search that another process has left is taken over within this time, even where no event tells of it. */
const LOOK_MS = 15_000

/** The name of this process, unique. */
export const thisHolder = (): string => `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`

/** Does the searches for agents that are asked for, as a process of the role that has the way to them. */
export async function startDiscoveries({ db, sealer, log, timing }: WorkerParts): Promise<{ close(): Promise<void> }> {
  const holder = thisHolder()
  const ending = new AbortController()
  const { signal } = ending
  let running: Promise<void> | undefined
  let isAskedAgain = false
  const work = async () => {
    do {
      isAskedAgain = false
      const job = signal.aborted ? undefined : await claimDiscovery(db, holder)
      if (job) await runDiscovery({ db, sealer, holder, signal, ...(timing && { timing }) }, job)
    } while (isAskedAgain)
  }
  const look = () => {
    isAskedAgain = true
    running ??= work()
      .catch((error) => log.error({ err: error }, 'a search for SNMP agents has failed'))
      .finally(() => {
        running = undefined
      })
  }
  const subscription = await subscribe(db, ({ type }) => type === 'discovery' && look(), look)
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  look()
  return {
    async close() {
      clearInterval(timer)
      ending.abort()
      await subscription.close()
      await running
    },
  }
}
