import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { temporaryFolder } from '../../scripts/temporary-folder.ts'
import { connect, type Database } from '../../server/database/connection.ts'
import { type RunningPostgres, startPostgres } from '../../server/database/embedded/postgres.ts'
import { migrate } from '../../server/database/schema/migrate.ts'

/** What is lost where the machine itself breaks down is no loss here. */
const settings = { fsync: 'off', full_page_writes: 'off' }

let started: Promise<{ server: RunningPostgres; dir: string }> | undefined

/** One embedded PostgreSQL for the whole run, with a migrated template database, started at first use. */
async function testPostgres() {
  started ??= (async () => {
    const dir = await temporaryFolder('plaza-test-')
    const server = await startPostgres(join(dir, 'postgres'), { grants: ['alter role plaza createdb'], settings })
    const admin = connect(server.connection, 1)
    await admin.pool.query('create database template')
    const template = connect({ ...server.connection, database: 'template' }, 1)
    await migrate(template)
    await template.close()
    await admin.close()
    return { server, dir }
  })()
  return started
}

export interface TestDatabase extends Database {
  /** For another process or connection. */
  connection: pg.PoolConfig & { host: string; user: string; database: string }
  /** `postgres://…` form of `connection`. */
  url: string
}

/** A fresh, migrated database. Call `close()` in `after`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { server } = await testPostgres()
  const database = `test_${randomBytes(6).toString('hex')}`
  const admin = connect(server.connection, 1)
  // A copy of the files is half the work of one that goes through the log.
  await admin.pool.query(`create database ${database} template template strategy file_copy`)
  await admin.close()
  const connection = { ...server.connection, database }
  const url = `postgres://${connection.user}@/${database}?host=${encodeURIComponent(connection.host)}`
  return { ...connect(connection, 5), connection, url }
}

export async function stopTestPostgres(): Promise<void> {
  if (!started) return
  const { server, dir } = await started
  await server.stop()
  await rm(dir, { recursive: true, force: true })
}
