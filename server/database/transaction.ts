import type pg from 'pg'
import type { Database } from './connection.ts'

/**
 * Runs `work` on one connection between BEGIN and COMMIT, for bulk statements that the query builder does not make.
 * Whatever `work` throws (also when the connection is lost) rolls everything back and is thrown on.
 */
export async function inTransaction<T>(
  { pool }: Pick<Database, 'pool'>,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
