import type { Database } from '../../database/connection.ts'
import { type Arrival, encodeBlocks } from '../arrival.ts'
import type { Replay } from '../replay.ts'
import { insertBlocks, isJournalEmpty, takeOldest } from './journal-table.ts'

export interface JournalOptions {
  db: Pick<Database, 'pool' | 'deferred'>
  /**
   * Is given the deferred connections: blocks are removed by those too, and only when they are stored, so that a crash
   * which takes the sessions' changes brings the blocks back.
   */
  replay: Replay
  /** Called when arrivals could not be stored; they are tried again. */
  onError(error: unknown): void
  /** How long (ms) arrivals may wait here during a burst; default 30,000. */
  lagMs?: number
  /** Arrivals beyond which the journal is full; default 1,000,000. */
  maxRecords?: number
  /** How often (ms) the journal is checked for what other processes have left for longer than `lagMs`; default 5,000. */
  checkMs?: number
}

export interface Journal {
  /**
   * Resolves when the arrivals are durable in the database, however busy the sessions' tables are.
   *
   * @param isBurst whether they are many: then they wait until the burst is over, or until the oldest have waited for long
   */
  append(arrivals: Arrival[], isBurst: boolean): Promise<void>
  /** Arrivals of this process that are not in the sessions yet, about. */
  waiting(): number
  /** Whether no process's arrivals are there. */
  isEmpty(): Promise<boolean>
  /** Whether so much waits that what comes had better wait for the sessions' tables again. */
  isFull(): boolean
  /** Stores what is left as far as a second is enough for it; the rest is for the next process. */
  close(): Promise<void>
}

interface Context extends Required<JournalOptions> {
  waiting: number
  appendedAt: number
  burstAt: number
  /** Since when something waits that this process has to store. */
  oldestAt: number | undefined
  timer: NodeJS.Timeout | undefined
  draining: Promise<void> | undefined
  stopAt: number
}

/**
 * The power is back in a quarter, and all its hotspots report at once: that is over by then. Meanwhile a device that was
 * admitted counts as online for a minute without its session (access/cache/residents.ts).
 */
const LAG_MS = 30_000
const CHECK_MS = 5_000
/** Some 300 MB of disk: what a city's gateways report all at once, three times over. */
const MAX_RECORDS = 1_000_000
/** During a burst, storing pauses for so many times as long as it took: less, the fuller the journal is. */
const PAUSES = 4
/** Not many came at a time for so long: the burst is over. */
const QUIET_MS = 100
const CLOSE_MS = 1_000
const RETRY_MS = 1_000
/** Many, so that a session's records meet. */
const RECORDS_AT_A_TIME = 600
/** Few, so that what comes meanwhile does not wait. */
const RECORDS_IN_A_BURST = 50

/**
 * A journal in front of the sessions. One row for many requests, as they came, is written in a fraction of the time that
 * reading them and writing their sessions, indices and sums takes. So a burst is acknowledged as soon as it is committed
 * here, and then stored many records at a time: of a session's Start, Interim-Update and Stop there, only the last state
 * is written.
 *
 * A process that has appended stores what all processes appended until then, oldest first. The others store only what is
 * overdue. A crash between storing and removing a row leads to storing it again, which changes nothing.
 */
export function createJournal(options: JournalOptions): Journal {
  const context: Context = {
    ...{ lagMs: LAG_MS, maxRecords: MAX_RECORDS, checkMs: CHECK_MS },
    ...options,
    ...{ waiting: 0, appendedAt: 0, burstAt: 0, stopAt: Infinity },
    // What an earlier process has left is stored at once.
    ...{ oldestAt: Date.now(), timer: undefined, draining: undefined },
  }
  const check = setInterval(drain, context.checkMs, context).unref()
  drain(context)
  return {
    append: (arrivals, isBurst) => append(context, arrivals, isBurst),
    waiting: () => context.waiting,
    isEmpty: () => isJournalEmpty(context.db),
    isFull: () => context.waiting >= context.maxRecords,
    async close() {
      clearInterval(check)
      context.stopAt = Date.now() + CLOSE_MS
      context.burstAt = 0
      // A run that is under way may not have seen what came last.
      await context.draining
      drain(context)
      await context.draining
    },
  }
}

async function append(context: Context, arrivals: Arrival[], isBurst: boolean): Promise<void> {
  await insertBlocks(context.db, encodeBlocks(arrivals))
  context.waiting += arrivals.length
  context.appendedAt = Date.now()
  context.oldestAt ??= context.appendedAt
  if (isBurst) context.burstAt = context.appendedAt
  drainIn(context, mayWait(context) ? QUIET_MS : 0)
}

const isBurst = ({ burstAt }: Context) => Date.now() - burstAt < QUIET_MS

/** Whether storing may wait for the end of the burst. */
const mayWait = (context: Context) => isBurst(context) && Date.now() - (context.oldestAt ?? -Infinity) < context.lagMs

function drainIn(context: Context, ms: number): void {
  if (context.stopAt === Infinity) context.timer ??= setTimeout(drain, ms, context).unref()
}

/** Begins to store what is in the journal, unless that is under way; and goes on after a pause as long as something is left. */
function drain(context: Context): void {
  clearTimeout(context.timer)
  context.timer = undefined
  context.draining ??= drainNow(context)
    .catch((error) => {
      context.onError(error)
      return RETRY_MS
    })
    .then((againMs) => {
      context.draining = undefined
      if (againMs !== undefined) drainIn(context, againMs)
    })
}

/** @returns after how many milliseconds to go on; undefined: nothing is left */
async function drainNow(context: Context): Promise<number | undefined> {
  while (Date.now() < context.stopAt) {
    if (mayWait(context)) return QUIET_MS
    const startedAt = Date.now()
    const records = await drainSome(context)
    if (records > 0) {
      if (isBurst(context)) return pauseAfter(Date.now() - startedAt, context)
      continue
    }
    // What was appended meanwhile may not have been seen.
    if (context.appendedAt >= startedAt) return mayWait(context) ? QUIET_MS : 0
    context.waiting = 0
    context.oldestAt = undefined
    return undefined
  }
  return undefined
}

/** @returns how many arrivals were stored */
async function drainSome(context: Context): Promise<number> {
  const { deferred } = context.db
  const { records, lagMs } = await takeOldest(deferred, {
    maxRecords: isBurst(context) ? RECORDS_IN_A_BURST : RECORDS_AT_A_TIME,
    minAgeMs: context.oldestAt === undefined ? context.lagMs : -Infinity,
    store: (blocks) => context.replay(blocks, deferred),
  })
  context.waiting = Math.max(0, context.waiting - records)
  if (context.oldestAt !== undefined) context.oldestAt = Date.now() - lagMs
  return records
}

const pauseAfter = (tookMs: number, { waiting, maxRecords }: Context): number =>
  PAUSES * tookMs * Math.max(0, 1 - waiting / maxRecords)
