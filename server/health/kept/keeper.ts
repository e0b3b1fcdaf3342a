import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { ensurePartition } from '../../database/schema/partitions.ts'
import { inTransaction } from '../../database/transaction.ts'
import { takesTurn } from '../../database/turns.ts'
import type { Log } from '../../log.ts'
import { repeatedly } from '../../repeatedly.ts'
import { nextStep, type Step, stepsAgain } from './due.ts'
import { beginMarks, readMarks, setMark, takeLate } from './marks.ts'
import { dropOldReadings } from './retention.ts'
import { rollUp } from './roll-up.ts'

interface KeeperParts {
  db: Database
  log: Log
  /** The city's clock, e.g. `America/Mexico_City`: days are by it. */
  timeZone: string
}

const EVERY_MS = 20_000

/**
 * Rolls readings up as time goes on. Each process with the role poller does, one at a time by an advisory lock; whoever
 * comes after a rest catches up with what was stored meanwhile.
 */
export function startKeptReadings({ db, log, timeZone }: KeeperParts): { close(): Promise<void> } {
  let closed = false
  const rolling = repeatedly(
    () =>
      rollUpAll(
        db,
        timeZone,
        () => new Date(),
        () => closed,
      ),
    EVERY_MS,
    (error) => log.warn({ err: error }, 'readings are not rolled up yet: tried again soon'),
  )
  return {
    async close() {
      closed = true
      await rolling.close()
    },
  }
}

/** Rolls up all that is due, a step after the other, each whole or not at all; then drops what is old. */
export async function rollUpAll(
  db: Database,
  timeZone: string,
  now: () => Date = () => new Date(),
  isOver: () => boolean = () => false,
): Promise<void> {
  let isMore = true
  while (isMore && !isOver()) isMore = await rollUpNext(db, timeZone, now().getTime())
  await dropOldReadings(db, now())
}

/** @returns whether something was done; false too while another process is at it */
async function rollUpNext(db: Database, timeZone: string, now: number): Promise<boolean> {
  // Before the transaction: a partition that two make at once is no failure of it.
  const known = await readMarks(db.pool)
  const soon = known && nextStep(known, now, timeZone)
  if (soon) await ensurePartitions(db, soon)
  return inTransaction(db, async (client) => {
    if (!(await takesTurn(client, locks.keptReadings))) return false
    const marks = await readMarks(client)
    if (!marks) return (await beginMarks(client, timeZone)) !== undefined
    const late = await takeLate(client)
    if (late !== undefined) {
      for (const step of stepsAgain(late, marks, timeZone)) await rollUp(client, step)
      return true
    }
    const step = nextStep(marks, now, timeZone)
    if (!step) return false
    // Another process was faster: its partitions may not be those of this step.
    if (!soon || step.level !== soon.level || step.from !== soon.from) return true
    await rollUp(client, step)
    await setMark(client, step.level, step.to)
    return true
  })
}

async function ensurePartitions(db: Database, { level, from, to }: Step): Promise<void> {
  for (const at of [new Date(from), new Date(to - 1)]) {
    if (level === 'days') await ensurePartition(db, 'kept_hours', at, 'month')
    else await ensurePartition(db, 'kept_minutes', at)
  }
}
