import type { Database } from '../database/connection.ts'
import { inTransaction } from '../database/transaction.ts'
import { groupBySession } from './ledger.ts'
import { type AccountingRecord, isNasRecord } from './record.ts'

export interface JournalOptions {
  db: Pick<Database, 'pool'>
  /** Stores records in the sessions; durable when it resolves. Storing some of them again must change nothing. */
  store(records: AccountingRecord[]): Promise<unknown>
  /** Called when records could not be stored; they are tried again. */
  onTrouble(error: unknown): void
  /** How long (ms) records may wait here while more come all the time; default 5,000. */
  lagMs?: number
  /** How often (ms) is looked for what other processes left; default 5,000. */
  lookMs?: number
}

export interface Journal {
  /**
   * Resolves when the records are durable in the database, however busy the sessions' tables are.
   *
   * @param isCalm whether there is time to store them in the sessions at once; else that waits until no more come, or
   * until the oldest have waited for long
   */
  append(records: AccountingRecord[], isCalm: boolean): Promise<void>
  /** Records of this process that are not in the sessions yet, about. */
  waiting(): number
  /** Stores what is left as far as a second is enough for it; the rest is for the next process. */
  close(): Promise<void>
}

const LAG_MS = 5_000
const LOOK_MS = 5_000
/** Nothing came for so long: the rush is over. */
const QUIET_MS = 50
const CLOSE_MS = 1_000
const RETRY_MS = 1_000
const RECORDS_IN_A_ROW = 64
const ROWS_AT_A_TIME = 32
/** Few enough that a packet that comes meanwhile waits for a few milliseconds only. */
const SESSIONS_AT_A_TIME = 100

/**
 * A journal in front of the sessions. One row for many records is written in a fraction of the time that their sessions,
 * indices and sums take; so a rush is acknowledged as soon as it is committed here, and then stored for many records at
 * a time: of a session's Start, Interim-Update and Stop there, only the last state is written.
 *
 * Any process stores what any process appended. A crash between storing and removing a row leads to storing it again,
 * which changes nothing.
 */
export function createJournal(options: JournalOptions): Journal {
  const { db, store, onTrouble, lagMs = LAG_MS, lookMs = LOOK_MS } = options
  let waiting = 0
  let appendedAt = 0
  /** Since when something waits. */
  let oldestAt: number | undefined
  let isCalm = true
  let timer: NodeJS.Timeout | undefined
  let folding: Promise<void> | undefined
  let stopAt = Infinity

  const mayWait = () => !isCalm && Date.now() - appendedAt < QUIET_MS && Date.now() - (oldestAt ?? Infinity) < lagMs

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
      const { records, lag } = await foldSome()
      waiting = Math.max(0, waiting - records)
      oldestAt = Date.now() - lag
      if (records > 0) continue
      // What was appended meanwhile is another matter.
      if (appendedAt >= asked) return QUIET_MS
      waiting = 0
      oldestAt = undefined
      return undefined
    }
    return undefined
  }

  const foldSome = () =>
    inTransaction(db, async (client) => {
      const { rows } = await client.query<{ id: string; records: string; lag: number }>({
        name: 'take from the journal',
        text: `select id, records, 1000 * extract(epoch from clock_timestamp() - taken_at)::float8 as lag
               from accounting_journal order by id limit ${ROWS_AT_A_TIME} for update skip locked`,
      })
      const records = rows.flatMap((row) => parse(row.records))
      for (const part of parts(records)) await store(part)
      await client.query({
        name: 'remove from the journal',
        text: 'delete from accounting_journal where id = any($1::bigint[])',
        values: [rows.map(({ id }) => id)],
      })
      return { records: records.length, lag: rows.at(-1)?.lag ?? 0 }
    })

  const look = setInterval(fold, lookMs)
  look.unref()
  fold()

  return {
    async append(records, calm) {
      await db.pool.query({
        name: 'append to the journal',
        text: 'insert into accounting_journal (records) select unnest($1::text[])',
        values: [rowsOf(records)],
      })
      waiting += records.length
      appendedAt = Date.now()
      oldestAt ??= appendedAt
      isCalm = calm
      foldSoon(calm ? 0 : QUIET_MS)
    },
    waiting: () => waiting,
    async close() {
      clearInterval(look)
      stopAt = Date.now() + CLOSE_MS
      isCalm = true
      fold()
      await folding
    },
  }
}

function rowsOf(records: AccountingRecord[]): string[] {
  const rows: string[] = []
  for (let from = 0; from < records.length; from += RECORDS_IN_A_ROW) {
    rows.push(JSON.stringify(records.slice(from, from + RECORDS_IN_A_ROW)))
  }
  return rows
}

/** All records of a session are in one part: they are written as one. What a NAS says of all its sessions comes last. */
function parts(records: AccountingRecord[]): AccountingRecord[][] {
  const sessions = groupBySession(records.filter((record) => !isNasRecord(record)))
  const all: AccountingRecord[][] = []
  for (let from = 0; from < sessions.length; from += SESSIONS_AT_A_TIME) {
    all.push(sessions.slice(from, from + SESSIONS_AT_A_TIME).flat())
  }
  const ofNas = records.filter(isNasRecord)
  return ofNas.length > 0 ? [...all, ofNas] : all
}

const parse = (row: string): AccountingRecord[] => {
  const records = JSON.parse(row) as AccountingRecord[]
  for (const record of records) record.at = new Date(record.at)
  return records
}
