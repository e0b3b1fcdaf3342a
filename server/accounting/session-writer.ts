import type { Connections, Database } from '../database/connection.ts'
import type { SessionChange } from '../database/events/events.ts'
import { isDataError, isRolledBack } from '../database/sql-errors.ts'
import type { Log } from '../log.ts'
import { createRecent } from '../recent.ts'
import type { AccountingRecord } from '../sessions/ledger/record.ts'
import { type SessionMemory, storeRecords } from './ingest.ts'

export interface SessionWriter {
  /**
   * Stores records; resolves when they are committed.
   *
   * @param by the durable connections unless told otherwise
   * @returns for each record, in their order, false where the database can never hold it (it is logged)
   */
  write(records: AccountingRecord[], by?: Connections): Promise<boolean[]>
  close(): void
}

export interface SessionWriterOptions {
  db: Database
  log: Log
  /** The local day of an instant, `yyyy-mm-dd`: see `local-day.ts`. */
  dayOf(instant: Date): string
  /** Called after each committed batch that changed something. */
  onCommitted(changes: SessionChange[]): void
}

interface Context extends SessionWriterOptions {
  memory: SessionMemory
}

/** Sessions of which the last state is in memory: at least so many, at most twice as many; some 600 octets each. */
const REMEMBERED = 50_000
const ATTEMPTS = 3

/** Writes records to the sessions, and gets over what can go wrong with a batch of them. */
export function createSessionWriter(options: SessionWriterOptions): SessionWriter {
  const context: Context = { ...options, memory: createRecent(REMEMBERED) }
  const pools = [options.db.pool, options.db.deferred.pool]
  const onBroken = () => forget(context)
  for (const pool of pools) pool.on('error', onBroken)
  return {
    write: (records, by = options.db) => write(context, records, by),
    close() {
      for (const pool of pools) pool.off('error', onBroken)
    },
  }
}

/**
 * A database that crashed may have lost what was deferred, and gives the numbers of its transactions, by which sessions
 * are known to be unchanged, once more. It breaks every connection too.
 */
function forget(context: Context): void {
  context.memory = createRecent(REMEMBERED)
}

/** Halves a batch that holds a record which the database refuses (a value it cannot hold), so that the others are stored. */
async function write(context: Context, records: AccountingRecord[], by: Connections): Promise<boolean[]> {
  try {
    const changes = await storeWithRetries(context, records, by)
    if (changes.length > 0) context.onCommitted(changes)
    return records.map(() => true)
  } catch (error) {
    if (!isDataError(error)) {
      forget(context)
      throw error
    }
    if (records.length > 1) {
      const half = records.length >> 1
      const first = await write(context, records.slice(0, half), by)
      return [...first, ...(await write(context, records.slice(half), by))]
    }
    context.log.warn({ err: error, gatewayId: records[0]?.gatewayId }, 'an accounting record cannot be stored')
    return [false]
  }
}

/** Of several transactions in a deadlock PostgreSQL ends one: it is tried again. */
async function storeWithRetries({ dayOf, memory }: Context, records: AccountingRecord[], by: Connections) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await storeRecords(by, records, dayOf, memory)
    } catch (error) {
      if (attempt === ATTEMPTS || !isRolledBack(error)) throw error
    }
  }
}

/** SQLSTATE class 22 (data) and 23 (integrity). */ /** SQLSTATE class 40 (transaction rollback). */
