import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inTransaction } from '../../database/transaction.ts'
import { groupBySession } from '../../sessions/ledger/ledger.ts'
import { type AccountingRecord, isNasRecord, type SessionRecord } from '../../sessions/ledger/record.ts'
import type { Arrival } from '../read-record.ts'
import { decodeEarlierRow, decodePackets, encodeRows } from './journal-row.ts'

export interface JournalOptions {
  db: { pool: Database['pool']; deferred: Pick<Database['deferred'], 'pool'> }
  read(arrival: Arrival): AccountingRecord
  /**
   * Stores records in the sessions, by the deferred connections: rows are removed by those too, and only when their
   * records are stored, so that a crash which takes the sessions' changes brings the rows back. Storing some of them again
   * must change nothing.
   */
  store(records: AccountingRecord[]): Promise<unknown>
  /** Called when records could not be stored; they are tried again. */
  onTrouble(error: unknown): void
  /** How long (ms) records may wait here while more come all the time; default 30,000. */
  lagMs?: number
  /** Records beyond which the journal is full; default 1,000,000. */
  most?: number | undefined
  /** How often (ms) is looked for what other processes have left for longer than `lagMs`; default 5,000. */
  lookMs?: number
}

export interface Journal {
  /**
   * Resolves when the requests are durable in the database, however busy the sessions' tables are.
   *
   * @param isRush whether they are many: then they wait for an end of the rush, or until the oldest have waited for long
   */
  append(arrivals: Arrival[], isRush: boolean): Promise<void>
  /** Records of this process that are not in the sessions yet, about. */
  waiting(): number
  /** Whether no process's records are there. */
  isEmpty(): Promise<boolean>
  /** Whether so much waits that what comes had better wait for the sessions' tables again. */
  isFull(): boolean
  /** Stores what is left as far as a second is enough for it; the rest is for the next process. */
  close(): Promise<void>
}

/**
 * The power is back in a quarter, and all its hotspots report at once: that is over by then. Meanwhile a device that was let
 * in counts as online for a minute without its session (access/cache/residents.ts).
 */
const LAG_MS = 30_000
const LOOK_MS = 5_000
/** The others need not wait for longer for a process that is gone and whose connection the database still holds. */
const LOST_MS = 60_000
/** Some 300 MB of disk: what a city's gateways report all at once, three times over. */
const MOST = 1_000_000
/** While a rush lasts, storing rests for so many times as long as it took: less, the fuller the journal is. */
const RESTS = 4
/** Not many came at a time for so long: the rush is over. */
const QUIET_MS = 100
const CLOSE_MS = 1_000
const RETRY_MS = 1_000
const ROWS_AT_A_TIME = 64
/** Many, so that a session's records meet; the row that exceeds it comes along. */
const RECORDS_AT_A_TIME = 600
/** Few, so that what comes meanwhile does not wait. */
const RECORDS_IN_A_RUSH = 50
/** Few enough that a packet that comes meanwhile waits for a few milliseconds only. */
const SESSIONS_AT_A_TIME = 64
const PARTS_AT_A_TIME = 2

/**
 * A journal in front of the sessions. One row for many requests, as they came, is written in a fraction of the time that
 * understanding them and writing their sessions, indices and sums takes; so a rush is acknowledged as soon as it is
 * committed here, and then stored for many records at a time: of a session's Start, Interim-Update and Stop there, only
 * the last state is written.
 *
 * A process that has appended stores what all processes appended until then, oldest first; the others leave them what is
 * not overdue. A crash between storing and removing a row leads to storing it again, which changes nothing.
 */
export function createJournal(options: JournalOptions): Journal {
  const { db, read, store, onTrouble, lagMs = LAG_MS, lookMs = LOOK_MS, most = MOST } = options
  let waiting = 0
  let appendedAt = 0
  let rushedAt = 0
  /** Since when something waits that this process has to store: at first what an earlier one has left. */
  let oldestAt: number | undefined = Date.now()
  let timer: NodeJS.Timeout | undefined
  let folding: Promise<void> | undefined
  let stopAt = Infinity

  const isRushed = () => Date.now() - rushedAt < QUIET_MS
  const mayWait = () => isRushed() && Date.now() - (oldestAt ?? -Infinity) < lagMs

  function foldSoon(ms: number) {
    if (stopAt === Infinity) timer ??= setTimeout(fold, ms).unref()
  }

  function fold() {
    clearTimeout(timer)
    timer = undefined
    folding ??= foldAll()
      .catch((error) => {
        onTrouble(error)
        return RETRY_MS
      })
      .then((again) => {
        folding = undefined
        if (again !== undefined) foldSoon(again)
      })
  }

  /** @returns after how many milliseconds to go on; undefined: nothing is left */
  async function foldAll(): Promise<number | undefined> {
    while (Date.now() < stopAt) {
      if (mayWait()) return QUIET_MS
      const asked = Date.now()
      const { records, lag } = await foldSome(oldestAt === undefined ? lagMs : -Infinity)
      waiting = Math.max(0, waiting - records)
      if (oldestAt !== undefined) oldestAt = Date.now() - lag
      if (records > 0) {
        if (isRushed()) return RESTS * (Date.now() - asked) * Math.max(0, 1 - waiting / most)
        continue
      }
      // What was appended meanwhile is another matter.
      if (appendedAt >= asked) return mayWait() ? QUIET_MS : 0
      waiting = 0
      oldestAt = undefined
      return undefined
    }
    return undefined
  }

  /** @param age only what waits for so long (ms); -Infinity: all, whatever became of the clock */
  const foldSome = (age: number) =>
    inTransaction(db.deferred, async (client) => {
      // A statement of its own: what takes must see what was removed while this one waited.
      await client.query({
        name: 'one at a time stores from the journal',
        text: `select pg_advisory_xact_lock($1), set_config('idle_in_transaction_session_timeout', $2, true)`,
        values: [locks.accountingJournal, LOST_MS],
      })
      const { rows } = await client.query<{ id: string; packets: Buffer | null; records: string | null; lag: number }>({
        name: 'take from the journal',
        text: `with oldest as (
                 select *, 1000 * extract(epoch from clock_timestamp() - taken_at)::float8 as lag
                 from accounting_journal order by id limit ${ROWS_AT_A_TIME}),
               summed as (select *, sum(count) over (order by id) - count as before from oldest)
               select id, packets, records, lag from summed where before < $1 and lag >= $2 order by id`,
        values: [isRushed() ? RECORDS_IN_A_RUSH : RECORDS_AT_A_TIME, age],
      })
      const records: AccountingRecord[] = []
      for (const { packets, records: earlier } of rows) {
        records.push(...(packets ? decodePackets(packets).map(read) : decodeEarlierRow(earlier!)))
        await turn()
      }
      await storeAll(records)
      await client.query({
        name: 'remove from the journal',
        text: 'delete from accounting_journal where id = any($1::bigint[])',
        values: [rows.map(({ id }) => id)],
      })
      return { records: records.length, lag: rows.at(-1)?.lag ?? 0 }
    })

  /** While PostgreSQL writes the sessions of one part, those of another are made. What a NAS says of its sessions comes last. */
  async function storeAll(records: AccountingRecord[]): Promise<void> {
    const rest = parts(records.filter((record) => !isNasRecord(record))).values()
    const worker = async () => {
      for (const part of rest) await store(part)
    }
    const ended = await Promise.allSettled(Array.from({ length: PARTS_AT_A_TIME }, worker))
    for (const one of ended) if (one.status === 'rejected') throw one.reason
    const ofNas = records.filter(isNasRecord)
    if (ofNas.length > 0) await store(ofNas)
  }

  const look = setInterval(fold, lookMs)
  look.unref()
  fold()

  return {
    async append(arrivals, isRush) {
      const rows = encodeRows(arrivals)
      await db.pool.query({
        name: `append ${rows.length} rows to the journal`,
        text: `insert into accounting_journal (count, packets) values ${placesOf(rows.length)}`,
        values: rows.flatMap(({ count, packets }) => [count, packets]),
      })
      waiting += arrivals.length
      appendedAt = Date.now()
      oldestAt ??= appendedAt
      if (isRush) rushedAt = appendedAt
      foldSoon(mayWait() ? QUIET_MS : 0)
    },
    waiting: () => waiting,
    async isEmpty() {
      const { rowCount } = await db.pool.query('select from accounting_journal limit 1')
      return rowCount === 0
    },
    isFull: () => waiting >= most,
    async close() {
      clearInterval(look)
      stopAt = Date.now() + CLOSE_MS
      rushedAt = 0
      // One that is under way may not have seen what came last.
      await folding
      fold()
      await folding
    },
  }
}

/** `($1, $2), ($3, $4), ...` */
const placesOf = (rows: number): string =>
  Array.from({ length: rows }, (_, row) => `($${2 * row + 1}, $${2 * row + 2})`).join(', ')

/** All records of a session are in one part: they are written as one. */
function parts(records: SessionRecord[]): SessionRecord[][] {
  const sessions = groupBySession(records)
  const starts = Array.from(
    { length: Math.ceil(sessions.length / SESSIONS_AT_A_TIME) },
    (_, n) => n * SESSIONS_AT_A_TIME,
  )
  return starts.map((from) => sessions.slice(from, from + SESSIONS_AT_A_TIME).flat())
}
