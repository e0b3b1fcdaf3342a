import { Counter, Gauge } from 'prom-client'
import { createBatchQueue } from '../database/batch.ts'
import type { Connections, Database } from '../database/connection.ts'
import type { SessionChange } from '../database/events.ts'
import { isDataError, isRolledBack } from '../database/sql-errors.ts'
import type { Log } from '../log.ts'
import { createRecent } from '../recent.ts'
import { type AccountingRecord, isOfNas } from '../sessions/ledger/record.ts'
import { type SessionMemory, storeRecords } from './ingest.ts'
import { createJournal } from './journal/journal.ts'
import { type Arrival, kindOf } from './read-record.ts'
import { type Spool, SpoolRefusal } from './spool/spool.ts'

const spooled = new Counter({
  name: 'plaza_radius_spooled_total',
  help: 'Accounting records that were put on the disk since the database did not take them',
})
const refused = new Counter({
  name: 'plaza_radius_spool_refused_total',
  help: 'Accounting records that the spool did not take either, by reason; the gateway sends them again',
  labelNames: ['reason'],
})

let journalRecords = () => 0
new Gauge({
  name: 'plaza_radius_journal_records',
  help: 'Accounting records of this process that are committed and acknowledged, and not in the sessions yet',
  collect() {
    this.set(journalRecords())
  },
})

export interface IngestOptions {
  db: Database
  log: Log
  /** What a request tells: `readRecord`. */
  read(arrival: Arrival): AccountingRecord
  /** Where records go that the database does not take; absent: they are not acknowledged. */
  spool?: Spool
  /** The local day of an instant, `yyyy-mm-dd`: see `local-day.ts`. */
  dayOf(instant: Date): string
  /** Called after each committed batch that changed something. */
  onCommitted(changes: SessionChange[]): void
  /** Records that wait for the database at most; default 5,000. */
  queue?: number
  /** Records that wait in the journal, beyond which those that come are stored at once; default 1,000,000. */
  mostInJournal?: number
  /** A batch under way for so long (ms) goes to the spool, with all that waits; default 2,000. */
  slowMs?: number
  /** How often the database is tried while records wait in the spool (ms); default 1,000. */
  retryMs?: number
}

export interface Ingest {
  /**
   * Takes a request of which Plaza keeps something ({@link kindOf}). True: it is durable, in the database or on the disk,
   * and may be acknowledged (RFC 2866 section 4.1). False: it can never be stored. Rejects when neither took it.
   */
  add(arrival: Arrival): Promise<boolean>
  /** Stores what was added; what waits in the spool is left to the next process. */
  close(): Promise<void>
}

interface Waiting {
  arrival: Arrival
  resolve(stored: boolean): void
  reject(error: unknown): void
}

const BATCH = 500
/** While one is committed the other is received or answered: the disk waits for neither process. */
const PARALLEL = 2
/** A batch of so many records shows a rush: it is acknowledged from the journal. */
const RUSH = 8
/** Sessions of which the last state is in memory: at least so many, at most twice as many; some 600 octets each. */
const REMEMBERED = 50_000
const QUEUE = 5000
const SLOW_MS = 2000
const RETRY_MS = 1000
const ATTEMPTS = 3
const MINUTE_MS = 60_000

const isNasArrival = ({ packet }: Arrival): boolean => isOfNas(kindOf(packet))

/**
 * Takes accounting records and writes them in batches, each with one statement or few; in a rush into the journal first.
 * When the database is away or too slow they go to the spool instead, until it has taken the first of those again. Where
 * the spool refuses, the oldest that wait for the database are dropped, unacknowledged, to make room.
 */
export function createIngest(options: IngestOptions): Ingest {
  const { db, log, read, spool, dayOf, onCommitted } = options
  const { queue = QUEUE, slowMs = SLOW_MS, retryMs = RETRY_MS } = options
  const mayWarn = everyMinute()
  let memory: SessionMemory = createRecent(REMEMBERED)
  /**
   * A database that crashed may have lost what was deferred, and gives the numbers of its transactions, by which sessions
   * are known to be unchanged, once more. It breaks every connection too.
   */
  const forget = () => {
    memory = createRecent(REMEMBERED)
  }
  const pools = [db.pool, db.deferred.pool]
  for (const pool of pools) pool.on('error', forget)
  const journal = createJournal({
    db,
    read,
    most: options.mostInJournal,
    store: (records) => storeApart(records, db.deferred),
    onTrouble(error) {
      if (mayWarn('journal')) log.warn({ err: error, records: journal.waiting() }, 'accounting waits in the journal')
    },
  })
  journalRecords = journal.waiting
  let away = false

  const batches = createBatchQueue<Waiting>({ max: BATCH, parallel: PARALLEL, run: inOrder })
  const underWay = new Set<Promise<void>>()

  /** An Accounting-On or -Off must not overtake a session's Start in the batch before. */
  function inOrder(batch: Waiting[]): Promise<void> {
    const before = [...underWay]
    const mayOvertake = before.length === 0 || !batch.some(({ arrival }) => isNasArrival(arrival))
    const running = mayOvertake ? run(batch) : Promise.all(before).then(() => run(batch))
    underWay.add(running)
    return running.then(() => {
      underWay.delete(running)
    })
  }

  async function run(batch: Waiting[]): Promise<void> {
    let late = false
    const timer = setTimeout(() => {
      late = true
      leave(new Error(`The database did not answer within ${slowMs} ms.`))
      void Promise.all(batch.map((item) => toSpool(item).catch(() => {})))
    }, slowMs)
    try {
      const stored = await keep(batch.map(({ arrival }) => arrival))
      batch.forEach(({ resolve }, index) => {
        resolve(stored[index]!)
      })
      away = false
    } catch (error) {
      if (!late) leave(error)
      await Promise.all(
        batch.map((item) => (late ? item.reject(error) : toSpool(item).catch(() => item.reject(error)))),
      )
    } finally {
      clearTimeout(timer)
    }
  }

  async function keep(arrivals: Arrival[]): Promise<boolean[]> {
    const isRush = arrivals.length >= RUSH
    if (await mayBeApart(arrivals, isRush)) return storeApart(arrivals.map(read))
    await journal.append(arrivals, isRush)
    return arrivals.map(() => true)
  }

  /**
   * What comes behind records in the journal goes there too: an Accounting-On must not overtake a session's Start, not even
   * where the journal is full, or where another process has taken the Start.
   */
  async function mayBeApart(arrivals: Arrival[], isRush: boolean): Promise<boolean> {
    const byLoad = journal.waiting() === 0 ? !isRush : journal.isFull()
    return byLoad && (!arrivals.some(isNasArrival) || (await journal.isEmpty()))
  }

  /** From now on records go to the spool, beginning with those that wait. */
  function leave(error: unknown) {
    if (!spool) return
    if (mayWarn('away')) log.warn({ err: error }, 'the database does not take accounting: it waits on the disk')
    away = true
    for (const item of batches.takeWaiting()) void toSpool(item).catch((refusal) => item.reject(refusal))
  }

  async function toSpool({ arrival, resolve }: Waiting): Promise<void> {
    if (!spool) throw new SpoolRefusal('absent')
    try {
      await spool.append(read(arrival))
    } catch (error) {
      const reason = error instanceof SpoolRefusal ? error.reason : 'failed'
      refused.inc({ reason })
      if (mayWarn('refused')) log.error({ err: error, records: spool.records() }, 'the spool takes no accounting')
      throw error
    }
    spooled.inc()
    resolve(true)
  }

  function toDatabase(item: Waiting) {
    if (batches.waiting() >= queue) {
      for (const { reject } of batches.takeWaiting(1)) reject(new Error('Too many records wait for the database.'))
    }
    batches.put(item)
  }

  const retry = setInterval(() => {
    if (!spool || spool.records() === 0) return
    spool
      .replay(async (records) => {
        await storeApart(records)
        away = false
      })
      .then(
        () => log.info('the accounting that waited on the disk is in the database'),
        (error) => {
          if (mayWarn('replay')) log.warn({ err: error, records: spool.records() }, 'accounting waits on the disk')
        },
      )
  }, retryMs)
  retry.unref()

  /** One record that the database refuses (a value it cannot hold) must not keep the others from being stored. */
  async function storeApart(records: AccountingRecord[], by: Connections = db): Promise<boolean[]> {
    try {
      const changes = await storeAgain(by, records, dayOf, memory)
      if (changes.length > 0) onCommitted(changes)
      return records.map(() => true)
    } catch (error) {
      if (!isDataError(error)) {
        forget()
        throw error
      }
      if (records.length > 1) {
        const half = records.length >> 1
        return [...(await storeApart(records.slice(0, half), by)), ...(await storeApart(records.slice(half), by))]
      }
      log.warn({ err: error, gatewayId: records[0]?.gatewayId }, 'an accounting record cannot be stored')
      return [false]
    }
  }

  return {
    add: (arrival) =>
      new Promise((resolve, reject) => {
        const item = { arrival, resolve, reject }
        if (spool && (away || batches.waiting() >= queue)) toSpool(item).catch(() => toDatabase(item))
        else toDatabase(item)
      }),
    async close() {
      clearInterval(retry)
      await batches.flush()
      await Promise.all([spool?.close(), journal.close()])
      for (const pool of pools) pool.off('error', forget)
    },
  }
}

/** Deadlocks and the like end one transaction of several: it is tried again. */
async function storeAgain(
  db: Connections,
  records: AccountingRecord[],
  dayOf: (instant: Date) => string,
  memory: SessionMemory,
) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await storeRecords(db, records, dayOf, memory)
    } catch (error) {
      if (attempt === ATTEMPTS || !isRolledBack(error)) throw error
    }
  }
}

/** True at most once a minute for each of a few subjects. */
function everyMinute(): (subject: 'away' | 'refused' | 'replay' | 'journal') => boolean {
  const last = new Map<string, number>()
  return (subject) => {
    const now = Date.now()
    if (now - (last.get(subject) ?? -MINUTE_MS) < MINUTE_MS) return false
    last.set(subject, now)
    return true
  }
}
