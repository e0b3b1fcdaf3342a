import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Connections, Database } from './connection.ts'
import type { Tables } from './schema/tables.ts'
import { inTransaction } from './transaction.ts'

/** A database all of whose statements are one transaction, as {@link inOneTransaction} gives it. */
export interface OneTransaction extends Database {
  readonly isOneTransaction: true
}

/**
 * Runs `work` with a database all of whose statements are one transaction: what several rooms change, and the audit of
 * it, is stored whole or not at all, and the events that they publish are heard when it is. A transaction of theirs
 * within it becomes a savepoint. Whatever `work` throws rolls everything back and is thrown on.
 *
 * Not for what asks somebody outside: its answer cannot be rolled back, and the connection would wait for it.
 */
export function inOneTransaction<T>(db: Pick<Database, 'pool'>, work: (db: OneTransaction) => Promise<T>): Promise<T> {
  return inTransaction(db, async (client) => {
    const connections = connectionsOver(db.pool, client)
    return work({ ...connections, deferred: connections, async close() {}, isOneTransaction: true })
  })
}

/** A pool of which every connection is `client`, which is within a transaction. */
function connectionsOver(pool: pg.Pool, client: pg.ClientBase): Connections {
  let last: Promise<unknown> = Promise.resolve()
  /** One statement after the other: `pg` no longer wants to keep a queue itself. */
  const query = (...given: [text: string, values?: unknown[]]) => {
    const result = last.then(() => client.query(...given))
    last = result.catch(() => {})
    return result
  }
  let made = 0
  const connect = () => {
    const savepoints: string[] = []
    const translated = (text: string): string => {
      if (isBegin.test(text)) {
        savepoints.push(`within_${++made}`)
        return `savepoint ${savepoints.at(-1)}`
      }
      if (text === 'commit') return `release savepoint ${savepoints.pop()}`
      return text === 'rollback' ? `rollback to savepoint ${savepoints.pop()}` : text
    }
    const asked = (text: unknown, values?: unknown[]) =>
      query((typeof text === 'string' ? translated(text) : text) as string, values)
    return Promise.resolve({ query: asked, release() {} } as unknown as pg.PoolClient)
  }
  const only = { query, connect, options: pool.options, on() {}, off() {} } as unknown as pg.Pool
  return { pool: only, query: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: only }) }) }
}

const isBegin = /^(begin|start transaction)\b/
