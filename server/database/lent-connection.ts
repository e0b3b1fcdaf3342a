import { setImmediate } from 'node:timers/promises'
import type { MessagePort } from 'node:worker_threads'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Connections, Database } from './connection.ts'
import type { Tables } from './schema/tables.ts'

/** A statement of a thread: text or `pg`'s query config, and its values. */
interface Asked {
  id: number
  statement: unknown
  values: unknown[] | undefined
}

/** Rows come in parts; what ends the answer comes last. */
type Answer =
  | { id: number; rows: unknown[] }
  | { id: number; end: { rowCount: number | null; command: string } }
  | { id: number; failure: { message: string; properties: Record<string, unknown> } }

/** So many rows go over at a time: the process that lends the connection is kept for milliseconds, not for a whole city. */
const ROWS_A_PART = 1000

/**
 * Runs the statements of a thread on this process's connection, and so within its transaction.
 *
 * @param port whose other end the thread gives to {@link borrowed}
 */
export function lend(client: Pick<pg.ClientBase, 'query'>, port: MessagePort): void {
  const say = (answer: Answer) => port.postMessage(answer)
  port.on('message', async ({ id, statement, values }: Asked) => {
    try {
      const { rows, rowCount, command } = await client.query(statement as string, values)
      for (let from = 0; from < rows.length; from += ROWS_A_PART) {
        if (from > 0) await setImmediate()
        say({ id, rows: rows.slice(from, from + ROWS_A_PART) })
      }
      say({ id, end: { rowCount, command } })
    } catch (error) {
      say({ id, failure: failureOf(error as Error) })
    }
  })
}

/** Threads pass on an error's message alone: what its reader tells it by (SQLSTATE, constraint) goes beside. */
const failureOf = (error: Error) => ({
  message: error.message,
  properties: Object.fromEntries(Object.entries(error).filter(([, value]) => typeof value === 'string')),
})

interface Waiting {
  rows: unknown[]
  resolve(result: unknown): void
  reject(error: Error): void
}

/** In a thread: the database of the process that {@link lend}s its connection at the port's other end. */
export function borrowed(port: MessagePort): Database {
  const waiting = new Map<number, Waiting>()
  let asked = 0
  const query = (statement: unknown, values?: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(++asked, { rows: [], resolve, reject })
      port.postMessage({ id: asked, statement, values } satisfies Asked)
    })
  port.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id)!
    if ('rows' in answer) {
      for (const row of answer.rows) one.rows.push(row)
      return
    }
    waiting.delete(answer.id)
    if ('end' in answer) one.resolve({ rows: one.rows, ...answer.end })
    else one.reject(Object.assign(new Error(answer.failure.message), answer.failure.properties))
  })
  const client = { query, release() {} }
  const pool = { query, connect: async () => client, options: {}, on() {}, off() {} } as unknown as pg.Pool
  const connections: Connections = { pool, query: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }) }
  return {
    ...connections,
    deferred: connections,
    async close() {
      port.close()
    },
  }
}
