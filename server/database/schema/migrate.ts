import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Database } from '../connection.ts'
import { locks } from '../locks.ts'
import { migrations, readMigration } from './migrations.ts'

/** The first migration of the development versions. */
const OF_DEVELOPMENT = '0001_directory.sql'

/** A database that cannot be brought up to date, since a development version, before the first release, made it. */
export class DevelopmentDatabaseError extends Error {
  override name = 'DevelopmentDatabaseError'
  constructor() {
    super('This database was made by a development version of Plaza, before its first release')
  }
}

/**
 * Applies the SQL files of `schema.ts` that the database has not seen, in their order, each in a transaction of its own.
 *
 * @returns the names of the files applied
 * @throws {DevelopmentDatabaseError} having changed nothing, where a file that was applied has become another since
 * @throws {Error} that names the file whose statement failed
 */
export async function migrate({ pool }: Database): Promise<string[]> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [locks.migrations])
    await client.query(`create table if not exists migrations
      (name text primary key, applied_at timestamptz not null default now(), sha256 text)`)
    const seen = await appliedMigrations(client)
    const applied = migrations.filter((name) => !seen.has(name))
    for (const name of applied) {
      try {
        const text = await readMigration(name)
        await client.query('begin')
        await client.query(text)
        await client.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256(text)])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error })
      }
    }
    return applied
  } finally {
    await client.query('select pg_advisory_unlock($1)', [locks.migrations]).catch(() => {})
    client.release()
  }
}

/** The files applied before. @throws {DevelopmentDatabaseError} where one of them was another then */
async function appliedMigrations(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string; row: { sha256?: string | null } }>(
    'select name, to_jsonb(migrations) as row from migrations',
  )
  for (const { name, row } of rows) {
    const text = migrations.includes(name) ? await readMigration(name) : undefined
    if (name === OF_DEVELOPMENT || (text !== undefined && row.sha256 !== sha256(text)))
      throw new DevelopmentDatabaseError()
  }
  return new Set(rows.map(({ name }) => name))
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The names of the migrations that this build has and the database lacks. @throws when the database does not answer */
export async function pendingMigrations({ pool }: Pick<Database, 'pool'>): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>('select name from migrations')
  const seen = new Set(rows.map(({ name }) => name))
  return migrations.filter((name) => !seen.has(name))
}
