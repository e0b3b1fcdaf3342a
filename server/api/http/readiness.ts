import type { RequestHandler } from 'express'
import type { Database } from '../../database/connection.ts'
import { pendingMigrations } from '../../database/schema/migrate.ts'

const ANSWER_WITHIN_MS = 2000

/** The process is alive. */
export const alive: RequestHandler = (_request, response) => void response.type('text').send('alive\n')

/** The process can serve: PostgreSQL answers within two seconds and has every migration. Else 503 and why. */
export const readiness =
  (db: Database): RequestHandler =>
  async (_request, response) => {
    const problem = await within(ANSWER_WITHIN_MS, pendingMigrations(db)).then(
      (pending) => (pending.length > 0 ? `migrations are missing: ${pending.join(', ')}` : undefined),
      () => 'the database does not answer',
    )
    response
      .status(problem ? 503 : 200)
      .set('cache-control', 'no-store')
      .type('text')
      .send(`${problem ? `not ready: ${problem}` : 'ready'}\n`)
  }

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
