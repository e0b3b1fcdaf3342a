import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'
import type { Database } from './connection.ts'
import { locks } from './locks.ts'

const FOLDER = join(packageRoot, 'server/database/migrations')

/**
 * Applies the SQL files in `migrations/` that the database has not seen, in the order of their numbers, each in a
 * transaction of its own.
 *
 * @returns the names of the files applied
 * @throws {Error} that names the file whose statement failed
 */
export async function migrate({ pool }: Database): Promise<string[]> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [locks.migrations])
    await client.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string }>('select name from migrations')
    const seen = new Set(rows.map(({ name }) => name))
    const applied: string[] = []
    for (const name of await migrationFiles()) {
      if (seen.has(name)) continue
      try {
        await client.query('begin')
        await client.query(await readFile(join(FOLDER, name), 'utf8'))
        await client.query('insert into migrations (name) values ($1)', [name])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error })
      }
      applied.push(name)
    }
    return applied
  } finally {
    await client.query('select pg_advisory_unlock($1)', [locks.migrations]).catch(() => {})
    client.release()
  }
}

/** The names of the migrations that this build has and the database lacks. @throws when the database does not answer */
export async function pendingMigrations({ pool }: Pick<Database, 'pool'>): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>('select name from migrations')
  const seen = new Set(rows.map(({ name }) => name))
  return (await migrationFiles()).filter((name) => !seen.has(name))
}

const migrationFiles = async () => (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort()
