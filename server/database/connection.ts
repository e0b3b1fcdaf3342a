import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './schema/tables.ts'

/** The typed query builder over one pool; `pool` is for bulk statements, COPY and LISTEN. */
export interface Connections {
  query: Kysely<Tables>
  pool: pg.Pool
}

export interface Database extends Connections {
  /**
   * Connections whose commits do not wait for the disk (PostgreSQL's `synchronous_commit` off): for what is made again
   * from something durable when a crash has taken it. Commits keep their order: what is there afterwards has all before it.
   */
  deferred: Connections
  close(): Promise<void>
}

const MOST_DEFERRED = 3

const INT8 = 20
const NUMERIC = 1700
const DATE = 1082
// Counters and ids stay far below 2^53; a date is a calendar day, not an instant.
pg.types.setTypeParser(INT8, Number)
pg.types.setTypeParser(NUMERIC, Number)
pg.types.setTypeParser(DATE, (text) => text)

/** @param connection an address (`postgres://…`) or the fields of one; at most `max` connections are opened, and three deferred ones */
export function connect(connection: string | pg.PoolConfig, max = 10): Database {
  const options = typeof connection === 'string' ? { connectionString: connection } : connection
  const durable = open({ ...options, max })
  const deferred = open({ ...options, max: Math.min(max, MOST_DEFERRED) }, 'set synchronous_commit = off')
  return {
    ...durable.connections,
    deferred: deferred.connections,
    async close() {
      await Promise.all([durable.end(), deferred.end()])
    },
  }
}

/** So long (ms) closing waits for statements under way. */
const PATIENCE_MS = 2000

/** @param first said on each connection before anything else */
function open(options: pg.PoolConfig, first?: string): { connections: Connections; end(): Promise<void> } {
  const pool = new pg.Pool({
    ...{ ...options, connectionTimeoutMillis: 5000, application_name: 'plaza' },
    ...(first !== undefined && { onConnect: (client) => client.query(first) }),
  })
  // A connection that breaks, idle or in use, must not end the process: the query under way reports what is wrong, and
  // the next one gets a new connection.
  pool.on('error', () => {})
  const clients = new Set<pg.PoolClient>()
  pool.on('connect', (client) => {
    client.on('error', () => {})
    clients.add(client)
  })
  pool.on('remove', (client) => clients.delete(client))
  return {
    connections: { pool, query: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) },
    async end() {
      // One that has not answered by then is left without waiting: its transaction is not committed.
      const impatient = setTimeout(() => {
        for (const client of clients) void (client as unknown as pg.Client).end()
      }, PATIENCE_MS)
      await pool.end().finally(() => clearTimeout(impatient))
    },
  }
}
