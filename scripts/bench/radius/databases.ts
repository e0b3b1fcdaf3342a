import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type Database } from '../../../server/database/connection.ts'
import type { PostgresOptions, RunningPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { STOCK } from './freeradius.ts'

type Connection = RunningPostgres['connection']

async function createDatabase(server: Connection, name: string): Promise<Connection> {
  const admin = connect(server, 1)
  await admin.pool.query(`create database ${name}`)
  await admin.close()
  return { ...server, database: name }
}

/** The address `02-00-XX-XX-XX-XX` of the device `i` of a generate_series, as {@link macOf} writes it. */
const MAC = `'02-00-' || upper(regexp_replace(lpad(to_hex(i), 8, '0'), '(..)(..)(..)(..)', '\\1-\\2-\\3-\\4'))`

/** Plaza's database with this many residents, each with one bound device. */
export async function fillPlaza(server: Connection, devices: number): Promise<Connection> {
  const connection = await createDatabase(server, 'plaza_bench')
  const db = connect(connection, 1)
  try {
    await migrate(db)
    await fillDevices(db, devices)
  } finally {
    await db.close()
  }
  return connection
}

/** Residents with one bound device each, of the addresses of {@link macOf} from 0 on. */
export async function fillDevices(db: Database, devices: number): Promise<void> {
  await inParts(db, devices, async (from, to) => {
    await db.pool.query(
      `with series as (select i from generate_series($1::integer, $2::integer) as i),
         given as (
           insert into residents (issuer, subject) select 'bench', i::text from series returning id, subject)
       insert into devices (mac, resident_id, bound_until)
       select (${MAC})::macaddr, given.id, now() + interval '30 days'
       from given, lateral (select subject::integer as i) as device`,
      [from, to],
    )
  })
  await db.pool.query('vacuum analyze')
}

/** A database with FreeRADIUS's stock schema and the same devices in radcheck. */
export async function fillFreeRadius(server: Connection, devices: number): Promise<Connection> {
  const connection = await createDatabase(server, 'freeradius_bench')
  const db = connect(connection, 1)
  try {
    await db.pool.query(await readFile(join(STOCK, 'mods-config/sql/main/postgresql/schema.sql'), 'utf8'))
    await inParts(db, devices, async (from, to) => {
      await db.pool.query(
        `insert into radcheck (username, attribute, op, value)
         select mac, 'Cleartext-Password', ':=', mac
         from generate_series($1::integer, $2::integer) as i, lateral (select ${MAC} as mac) as address`,
        [from, to],
      )
      await db.pool.query(
        `insert into radreply (username, attribute, op, value)
         select ${MAC}, 'Session-Timeout', ':=', '3600' from generate_series($1::integer, $2::integer) as i`,
        [from, to],
      )
    })
    await db.pool.query('vacuum analyze')
  } finally {
    await db.close()
  }
  return connection
}

const PART = 100_000

/** What autovacuum does within minutes: plans made for empty tables are made anew. */
export async function analyze(connection: Connection): Promise<void> {
  const db = connect(connection, 1)
  await db.pool.query('analyze').finally(() => db.close())
}

/** As many as `min_wal_size` keeps, of 16 MB each. */
const LOG_SEGMENTS = 64

/** The server that the stages share, whose role may also make databases and have the write-ahead log recycled. */
export const serverOptions: PostgresOptions = {
  settings: { min_wal_size: '1GB' },
  grants: [
    'alter role plaza createdb',
    'grant pg_checkpoint to plaza',
    'grant execute on function pg_switch_wal() to plaza',
  ],
}

/**
 * Makes the write-ahead log that of a server which has run for a while: written segments are used again, instead of new
 * ones being made and synced in the middle of a round.
 */
export async function recycleLog(server: Connection): Promise<void> {
  const db = connect(server, 1)
  try {
    for (let segment = 0; segment < LOG_SEGMENTS; segment += 1) {
      await db.pool.query("select pg_logical_emit_message(false, 'bench', 'something to write')")
      await db.pool.query('select pg_switch_wal()')
    }
    await db.pool.query('checkpoint')
  } finally {
    await db.close()
  }
}

/** Waits until the accounting that Plaza acknowledged is in its sessions. */
export async function journalIsEmpty(connection: Connection): Promise<void> {
  const db = connect(connection, 1)
  try {
    while ((await db.pool.query('select from accounting_journal limit 1')).rowCount) await pause(10)
  } finally {
    await db.close()
  }
}

async function inParts(db: Database, devices: number, fill: (from: number, to: number) => Promise<void>) {
  await db.pool.query('set synchronous_commit = off')
  for (let from = 0; from < devices; from += PART) await fill(from, Math.min(from + PART, devices) - 1)
}
