import type pg from 'pg'
import type { Database } from './connection.ts'
import type { locks } from './locks.ts'

/** Of all processes of a database one at a time does what a lock stands for. */
type Lock = (typeof locks)[keyof typeof locks]

/** Takes the lock until the transaction ends. @returns false where another process has it */
export async function takesTurn(client: Pick<pg.ClientBase, 'query'>, lock: Lock): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [lock])
  return rows[0]!.mine
}

/**
 * Works while no other process does, over as many transactions as it wants.
 *
 * @param wait for the other process, instead of leaving it to that
 * @returns what the work did; undefined where another process is at it
 */
export async function inTurn<T>(
  { pool }: Pick<Database, 'pool'>,
  lock: Lock,
  work: () => Promise<T>,
  { wait = false }: { wait?: boolean | undefined } = {},
): Promise<T | undefined> {
  const holder = await pool.connect()
  let broken = true
  try {
    if (wait) await holder.query('select pg_advisory_lock($1)', [lock])
    else {
      const { rows } = await holder.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lock])
      if (!rows[0]!.mine) {
        broken = false
        return undefined
      }
    }
    try {
      return await work()
    } finally {
      broken = await holder.query('select pg_advisory_unlock($1)', [lock]).then(
        () => false,
        () => true,
      )
    }
  } finally {
    // A lock that cannot be given back goes with its connection.
    holder.release(broken)
  }
}
