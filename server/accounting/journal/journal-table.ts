import type { Connections } from '../../database/connection.ts'
import { locks } from '../../database/locks.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { ArrivalBlock } from '../arrival.ts'

type Pool = Pick<Connections, 'pool'>

/** The others need not wait for longer for a process that is gone and whose connection the database still holds. */
const LOST_MS = 60_000
const ROWS_AT_A_TIME = 64

/** Resolves when the blocks are durable, a row for each. */
export async function insertBlocks({ pool }: Pool, blocks: ArrivalBlock[]): Promise<void> {
  await pool.query({
    name: `append ${blocks.length} rows to the journal`,
    text: `insert into accounting_journal (count, packets) values ${placesOf(blocks.length)}`,
    values: blocks.flatMap(({ count, octets }) => [count, octets]),
  })
}

/** `($1, $2), ($3, $4), ...` */
const placesOf = (rows: number): string =>
  Array.from({ length: rows }, (_, row) => `($${2 * row + 1}, $${2 * row + 2})`).join(', ')

/** Whether no process's arrivals are there. */
export async function isJournalEmpty({ pool }: Pool): Promise<boolean> {
  const { rowCount } = await pool.query('select from accounting_journal limit 1')
  return rowCount === 0
}

export interface TakeOptions {
  /** Arrivals at a time; the block that exceeds it comes along. */
  maxRecords: number
  /** Only what has waited for so long (ms); -Infinity: all, even where the clock was set back. */
  minAgeMs: number
  /** Given the octets of the blocks. What it throws leaves them in the journal, and is thrown on. */
  store(blocks: Buffer[]): Promise<void>
}

/**
 * Stores the oldest blocks and removes them, in one transaction. It commits after what `store` committed by connections of
 * the same kind: a crash that takes the sessions' changes brings the blocks back too.
 *
 * @returns how many arrivals were stored, and for how long the last one of them had waited
 */
export const takeOldest = (db: Pool, { maxRecords, minAgeMs, store }: TakeOptions) =>
  inTransaction(db, async (client): Promise<{ records: number; lagMs: number }> => {
    // A statement of its own: the next one must see what was removed while this one waited.
    await client.query({
      name: 'one at a time stores from the journal',
      text: `select pg_advisory_xact_lock($1), set_config('idle_in_transaction_session_timeout', $2, true)`,
      values: [locks.accountingJournal, LOST_MS],
    })
    const { rows } = await client.query<{ id: string; count: number; packets: Buffer; lag: number }>({
      name: 'take from the journal',
      text: `with oldest as (
               select *, 1000 * extract(epoch from clock_timestamp() - taken_at)::float8 as lag
               from accounting_journal order by id limit ${ROWS_AT_A_TIME}),
             summed as (select *, sum(count) over (order by id) - count as before from oldest)
             select id, count, packets, lag from summed where before < $1 and lag >= $2 order by id`,
      values: [maxRecords, minAgeMs],
    })
    await store(rows.map(({ packets }) => packets))
    await client.query({
      name: 'remove from the journal',
      text: 'delete from accounting_journal where id = any($1::bigint[])',
      values: [rows.map(({ id }) => id)],
    })
    return { records: rows.reduce((sum, { count }) => sum + count, 0), lagMs: rows.at(-1)?.lag ?? 0 }
  })
