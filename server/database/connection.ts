import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

/** The typed query builder over one pool; `pool` is for bulk statements, COPY and LISTEN. */
export interface Database {
  query: Kysely<Tables>
  pool: pg.Pool
  close(): Promise<void>
}

const INT8 = 20
const NUMERIC = 1700
const DATE = 1082
// Counters and ids stay far below 2^53; a date is a calendar day, not an instant.
pg.types.setTypeParser(INT8, Number)
pg.types.setTypeParser(NUMERIC, Number)
pg.types.setTypeParser(DATE, (text) => text)

/** @param connection an address (`postgres://…`) or the fields of one; at most `max` connections are opened */
export function connect(connection: string | pg.PoolConfig, max = 10): Database {
  const options = typeof connection === 'string' ? { connectionString: connection } : connection
  const pool = new pg.Pool({ ...options, max, connectionTimeoutMillis: 5000, application_name: 'plaza' })
  // A connection that breaks, idle or in use, must not end the process: the query under way reports what is wrong, and
  // the next one gets a new connection.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { query, pool, close: () => pool.end() }
}
