import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { table } from '../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../server/database/connection.ts'
import { startPostgres } from '../../server/database/embedded/postgres.ts'
import { migrate } from '../../server/database/schema/migrate.ts'
import { silentLog } from '../../server/log.ts'
import { addGateway } from '../../server/network/gateways/register.ts'
import { runRetention } from '../../server/privacy/retention.ts'
import { createSealer, type Sealer } from '../../server/sealing.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const config = { timeZone: 'UTC', retention: { identifiedDays: 30, sessionDays: 365, auditDays: 3650 } }
/** Ages in days of the oldest and the newest session, evenly spread between. */
const OLDEST = 500
const PART = 100_000
/** Connections: one holds the run's lock. */
const CONNECTIONS = 3

/**
 * A first retention run over so many sessions, cut off half-way and gone on with, beside the reading of a dashboard: how
 * long it takes, and how long others wait meanwhile. Throws where something is left, lost or counted twice.
 */
export async function benchRetention({ sessions }: { sessions: number }): Promise<void> {
  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'))
  const db = connect(postgres.connection, CONNECTIONS)
  const began = Date.now()
  const say = (line: string): void => console.error(`  ${Math.round((Date.now() - began) / 1000)} s  ${line}`)
  try {
    await migrate(db)
    const sealer = createSealer(randomBytes(32).toString('hex'))
    say(`${sessions.toLocaleString('en')} sessions of the last ${OLDEST} days are stored`)
    await fill(db, sealer, sessions)
    const before = await sums(db)
    const lines = [
      await timed('cut off half-way', db, () => cutOff(db, sealer, sessions / 4)),
      await timed('gone on with', db, () => whole(db, sealer)),
      await timed('with nothing left to do', db, () => whole(db, sealer)),
    ]
    const after = await sums(db)
    if (after.used !== before.used) throw new Error(`${before.used} s were used before, ${after.used} s afterwards`)
    if (after.named > 0 || after.old > 0)
      throw new Error(`${after.named} sessions still name a device, ${after.old} are too old`)
    console.log(`
Retention of ${sessions.toLocaleString('en')} sessions: pseudonyms after ${config.retention.identifiedDays} days, sums after ${config.retention.sessionDays}.
A read is what a dashboard asks of today's sessions, asked again and again meanwhile; delays in ms.

${table(lines)}

Nothing is lost: ${after.used} s of use in sessions and sums, as before. MB of this process: ${Math.round(process.memoryUsage().rss / 1e6)}`)
  } finally {
    await db.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Each of its own device, and with the use of one day. */
async function fill(db: Database, sealer: Sealer, sessions: number): Promise<void> {
  const gateway = { name: 'bench', network: '127.0.0.1/32', secret: 'not asked here', vendor: 'coovachilli' as const }
  await addGateway(db, sealer, { ...gateway, coaPort: 3799, nasIdentifier: 'bench', uamSecret: null, loginOrigins: [] })
  for (let from = 1; from <= sessions; from += PART) {
    await db.pool.query(
      `with made as (
         insert into sessions (gateway_id, session_key, acct_session_id, device_mac, calling_station_id, user_name,
           framed_ip, started_at, updated_at, ended_at, duration_seconds)
         select (select id from gateways), 'key ' || i, 'acct ' || i, mac, upper(mac::text), mac::text,
           '10.0.0.0'::inet + i, ended - interval '10 minutes', ended, ended, 600
         from generate_series($1::integer, $2::integer) as i,
           lateral (select now() - $3::float8 * i / $4 * interval '1 day' as ended,
             ('02:00:' || regexp_replace(lpad(to_hex(i), 8, '0'), '(..)(..)(..)(..)', '\\1:\\2:\\3:\\4'))::macaddr as mac) as of
         returning id, device_mac, ended_at, duration_seconds)
       insert into session_days (session_id, day, device_mac, seconds)
       select id, ended_at::date, device_mac, duration_seconds from made`,
      [from, Math.min(from + PART - 1, sessions), OLDEST, sessions],
    )
  }
  await db.pool.query('vacuum analyze')
}

async function sums({ pool }: Database): Promise<{ used: number; named: number; old: number }> {
  const { identifiedDays, sessionDays } = config.retention
  const { rows } = await pool.query(
    `select (select coalesce(sum(seconds), 0) from session_days) + (select coalesce(sum(seconds), 0) from usage_archive) as used,
       (select count(*) from sessions where ended_at < now() - $1 * interval '1 day' - interval '1 hour'
          and (device_mac is not null or calling_station_id is not null or user_name is not null or framed_ip is not null)) as named,
       (select count(*) from sessions where ended_at < now() - $2 * interval '1 day' - interval '1 hour') as old`,
    [identifiedDays, sessionDays],
  )
  return rows[0]
}

class CutOff extends Error {}

/** As a process that ends between two batches. @returns how many sessions it came to */
async function cutOff(db: Database, sealer: Sealer, after: number): Promise<number> {
  let done = 0
  await runRetention(
    { config, db, sealer, log: silentLog },
    {
      onProgress(counts) {
        done = counts.sessions_archived + counts.sessions_pseudonymised
        if (done >= after) throw new CutOff()
      },
    },
  ).catch((error) => {
    if (!(error instanceof CutOff)) throw error
  })
  return done
}

async function whole(db: Database, sealer: Sealer): Promise<number> {
  const counts = await runRetention({ config, db, sealer, log: silentLog })
  if (!counts) throw new Error('the run before still holds the lock')
  return counts.sessions_archived + counts.sessions_pseudonymised
}

async function timed(run: string, db: Database, work: () => Promise<number>) {
  const delays: number[] = []
  let going = true
  const reader = (async () => {
    while (going) {
      const asked = performance.now()
      await db.pool.query(
        'select count(*), sum(duration_seconds) from sessions where ended_at > now() - interval $$1 day$$',
      )
      delays.push(performance.now() - asked)
    }
  })()
  const began = performance.now()
  const changed = await work().finally(() => {
    going = false
  })
  const seconds = (performance.now() - began) / 1000
  await reader
  delays.sort((a, b) => a - b)
  return {
    run,
    sessions: changed,
    seconds: Number(seconds.toFixed(1)),
    'a second': Math.round(changed / seconds),
    'read p50': Number(delays[Math.floor(delays.length / 2)]!.toFixed(1)),
    'read p99': Number(delays[Math.floor(delays.length * 0.99)]!.toFixed(1)),
  }
}
