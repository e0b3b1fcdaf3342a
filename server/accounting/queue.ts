import { type BatchQueue, createBatchQueue } from '../database/batch.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import { onceAMinute } from '../once-a-minute.ts'
import { type AccountingRecord, isOfNas } from '../sessions/ledger/record.ts'
import type { Arrival } from './arrival.ts'
import { createJournal, type Journal } from './journal/journal.ts'
import { refused, spooled, stores } from './metrics.ts'
import { kindOf } from './read-record.ts'
import { createReplay, type Replay } from './replay.ts'
import { createSessionWriter, type SessionWriter, type SessionWriterOptions } from './session-writer.ts'
import { type Spool, SpoolRefusal } from './spool/spool.ts'

export interface AccountingQueueOptions extends SessionWriterOptions {
  /** What a request tells: `readRecord`. */
  read(arrival: Arrival): AccountingRecord
  /** Where requests go that the database does not take; absent: they are not acknowledged. */
  spool?: Spool
  /** Requests that wait for the database at most; default 5,000. */
  maxWaiting?: number
  /** Requests that wait in the journal, beyond which those that come are stored at once; default 1,000,000. */
  maxInJournal?: number
  /** A batch under way for so long (ms) goes to the spool, with all that waits; default 2,000. */
  slowMs?: number
  /** How often (ms) the database is tried while requests wait in the spool; default 1,000. */
  retryMs?: number
}

export interface AccountingQueue {
  /**
   * Takes a request of which Plaza keeps something ({@link kindOf}). True: it is durable, in the database or on the disk,
   * and may be acknowledged (RFC 2866 section 4.1). False: it can never be stored. Rejects when neither took it.
   */
  add(arrival: Arrival): Promise<boolean>
  /** Stores what was added; what waits in the spool is left to the next process. */
  close(): Promise<void>
}

/** A request whose gateway waits for the answer. */
interface Item {
  arrival: Arrival
  resolve(stored: boolean): void
  reject(error: unknown): void
}

/** What the steps below work on. */
interface Context {
  db: Database
  log: Log
  read(arrival: Arrival): AccountingRecord
  spool: Spool | undefined
  journal: Journal
  writer: SessionWriter
  replay: Replay
  batches: BatchQueue<Item>
  running: Set<Promise<void>>
  /** The database did not take the last batch: what comes goes to the spool. */
  databaseAway: boolean
  maxWaiting: number
  slowMs: number
  /** Of each warning one is logged a minute. */
  firstThisMinute(warning: 'away' | 'refused' | 'replay' | 'journal'): boolean
}

const BATCH = 500
/** While one is committed the other is received or answered: the disk waits for neither process. */
const PARALLEL = 2
/** A batch of so many requests shows a burst: it is acknowledged from the journal. */
const BURST = 8
const MAX_WAITING = 5000
const SLOW_MS = 2000
const RETRY_MS = 1000

/**
 * Takes accounting and makes it durable in batches, each with one statement or few; in a burst by the journal. When the
 * database is away or too slow, requests go to the spool instead, until the database has taken the first of those. Where
 * the spool refuses, the oldest that wait for the database are dropped, unacknowledged, to make room.
 */
export function createAccountingQueue(options: AccountingQueueOptions): AccountingQueue {
  const context = createContext(options)
  const retry = setInterval(replaySpool, options.retryMs ?? RETRY_MS, context).unref()
  return {
    add: (arrival) => new Promise((resolve, reject) => accept(context, { arrival, resolve, reject })),
    async close() {
      clearInterval(retry)
      await context.batches.flush()
      await Promise.all([context.spool?.close(), context.journal.close()])
      context.writer.close()
    },
  }
}

function createContext(options: AccountingQueueOptions): Context {
  const { db, log, read, spool, maxInJournal, maxWaiting = MAX_WAITING, slowMs = SLOW_MS } = options
  const firstThisMinute = onceAMinute()
  const writer = createSessionWriter(options)
  const replay = createReplay({ read, writer })
  const journal: Journal = createJournal({
    ...{ db, replay, ...(maxInJournal !== undefined && { maxRecords: maxInJournal }) },
    onError(error) {
      if (firstThisMinute('journal')) {
        log.warn({ err: error, records: journal.waiting() }, 'accounting waits in the journal')
      }
    },
  })
  const context: Context = {
    ...{ db, log, read, spool, journal, writer, replay, maxWaiting, slowMs, firstThisMinute },
    ...{ running: new Set(), databaseAway: false },
    batches: createBatchQueue<Item>({ max: BATCH, parallel: PARALLEL, run: (batch) => runInOrder(context, batch) }),
  }
  stores.journal = journal
  if (spool) stores.spool = spool
  return context
}

/** Step 1: a request waits for the database, or goes to the disk while the database is away or falls behind. */
function accept(context: Context, item: Item): void {
  const { spool, databaseAway, batches, maxWaiting } = context
  if (spool && (databaseAway || batches.waiting() >= maxWaiting)) {
    toSpool(context, item).catch(() => waitForDatabase(context, item))
  } else waitForDatabase(context, item)
}

function waitForDatabase({ batches, maxWaiting }: Context, item: Item): void {
  if (batches.waiting() >= maxWaiting) {
    for (const { reject } of batches.takeWaiting(1)) reject(new Error('Too many records wait for the database.'))
  }
  batches.put(item)
}

const isNasArrival = ({ packet }: Arrival): boolean => isOfNas(kindOf(packet))

/** Step 2: a batch begins. An Accounting-On or -Off must not overtake a session's Start in the batch before. */
async function runInOrder(context: Context, batch: Item[]): Promise<void> {
  const before = [...context.running]
  const mayOvertake = before.length === 0 || !batch.some(({ arrival }) => isNasArrival(arrival))
  const running = mayOvertake ? run(context, batch) : Promise.all(before).then(() => run(context, batch))
  context.running.add(running)
  await running
  context.running.delete(running)
}

/** Step 3: each request of the batch is told what became of it. What takes the database too long goes to the disk. */
async function run(context: Context, batch: Item[]): Promise<void> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    leaveDatabase(context, new Error(`The database did not answer within ${context.slowMs} ms.`))
    // The database may still take them: only when it does not they are rejected.
    for (const item of batch) toSpool(context, item).catch(() => {})
  }, context.slowMs)
  try {
    const stored = await makeDurable(
      context,
      batch.map(({ arrival }) => arrival),
    )
    batch.forEach(({ resolve }, index) => {
      resolve(stored[index]!)
    })
    context.databaseAway = false
  } catch (error) {
    if (!isLate) leaveDatabase(context, error)
    await Promise.all(
      batch.map((item) => (isLate ? item.reject(error) : toSpool(context, item).catch(() => item.reject(error)))),
    )
  } finally {
    clearTimeout(timer)
  }
}

/** Step 4: few requests are stored in the sessions at once; many, and what must not overtake them, go to the journal. */
async function makeDurable(context: Context, arrivals: Arrival[]): Promise<boolean[]> {
  const { writer, journal, read } = context
  const isBurst = arrivals.length >= BURST
  if (await mayBypassJournal(context, arrivals, isBurst)) return writer.write(arrivals.map(read))
  await journal.append(arrivals, isBurst)
  return arrivals.map(() => true)
}

/**
 * What comes behind requests in the journal goes there too: an Accounting-On must not overtake a session's Start, not even
 * where the journal is full, or where another process has taken the Start.
 */
async function mayBypassJournal({ journal }: Context, arrivals: Arrival[], isBurst: boolean): Promise<boolean> {
  const mayByLoad = journal.waiting() === 0 ? !isBurst : journal.isFull()
  return mayByLoad && (!arrivals.some(isNasArrival) || (await journal.isEmpty()))
}

/** From now on requests go to the spool, beginning with those that wait. */
function leaveDatabase(context: Context, error: unknown): void {
  const { spool, log, batches, firstThisMinute } = context
  if (!spool) return
  if (firstThisMinute('away')) log.warn({ err: error }, 'the database does not take accounting: it waits on the disk')
  context.databaseAway = true
  for (const item of batches.takeWaiting()) toSpool(context, item).catch((refusal) => item.reject(refusal))
}

/** Step 5, while the database is away: the request is acknowledged from the disk. @throws {SpoolRefusal} */
async function toSpool({ spool, log, firstThisMinute }: Context, { arrival, resolve }: Item): Promise<void> {
  if (!spool) throw new SpoolRefusal('absent')
  try {
    await spool.append(arrival)
  } catch (error) {
    const reason = error instanceof SpoolRefusal ? error.reason : 'failed'
    refused.inc({ reason })
    if (firstThisMinute('refused')) {
      log.error({ err: error, records: spool.waiting() }, 'the spool takes no accounting')
    }
    throw error
  }
  spooled.inc()
  resolve(true)
}

/** Step 6, again and again: what waits on the disk is stored. Where the database takes some of it, it is back. */
function replaySpool(context: Context): void {
  const { spool, db, log, firstThisMinute } = context
  if (!spool || spool.waiting() === 0) return
  const store = async (blocks: Buffer[]) => {
    await context.replay(blocks, db)
    context.databaseAway = false
  }
  spool.replay(store).then(
    () => log.info('the accounting that waited on the disk is in the database'),
    (error) => {
      if (firstThisMinute('replay')) {
        log.warn({ err: error, records: spool.waiting() }, 'accounting waits on the disk')
      }
    },
  )
}
