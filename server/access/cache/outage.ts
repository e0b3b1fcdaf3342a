import type { Database } from '../../database/connection.ts'
import { isDatabaseAway } from '../../database/sql-errors.ts'

/** Whether the database answers, as those who ask it find out. */
export interface DatabaseWatch {
  /** Since the connection failed a question or none came back, until a probe succeeds. */
  readonly away: boolean
  /** Asks, for at most three seconds. Rejects at once while the database is away. */
  ask<T>(question: () => Promise<T>): Promise<T>
  close(): void
}

/** A gateway asks again, or elsewhere, after some seconds: an answer later than this is of no use. */
const PATIENCE_MS = 3000
const PROBE_MS = 500

/**
 * Notices that PostgreSQL is away by the first question that its connection fails or that hangs, and that it is back by
 * probing in the background: meanwhile nobody waits for it. A question that PostgreSQL refuses, for whatever value somebody
 * sends, says that it is there.
 */
export function watchDatabase({ pool }: Pick<Database, 'pool'>): DatabaseWatch {
  let away = false
  let closed = false
  let timer: NodeJS.Timeout | undefined
  const probeLater = () => {
    if (closed) return
    timer = setTimeout(() => {
      within(PATIENCE_MS, pool.query('select 1')).then(() => {
        away = false
      }, probeLater)
    }, PROBE_MS)
    timer.unref()
  }
  return {
    get away() {
      return away
    },
    async ask(question) {
      if (away) throw new Error('The database is away.')
      try {
        return await within(PATIENCE_MS, question())
      } catch (error) {
        if (!away && (error instanceof NoAnswer || isDatabaseAway(error))) {
          away = true
          probeLater()
        }
        throw error
      }
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

class NoAnswer extends Error {
  override name = 'NoAnswer'
}

function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new NoAnswer(`The database did not answer within ${milliseconds} ms.`))
    const timer = setTimeout(late, milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
