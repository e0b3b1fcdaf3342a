import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { table } from '../../../server/commands/terminal/table.ts'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { createSealer } from '../../../server/sealing.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { stopAll } from '../radius/processes.ts'
import type { Ports } from './agents.ts'
import { type City, kindOf, SLOW_MS } from './city.ts'
import { scrape } from './exporter.ts'
import { fill } from './fill.ts'
import type { PollerJob, Used } from './poller.ts'
import { startProgram, stopPrograms, tell } from './processes.ts'

export interface HealthBenchOptions extends City {
  rounds: number
}

const DAY_S = 86_400

/** A poller of a whole city beside prometheus-snmp-exporter. Leaves nothing behind. */
export async function benchHealth({ hotspots, interval, rounds }: HealthBenchOptions): Promise<void> {
  const city = { hotspots, interval }
  console.log(`
Health of ${hotspots.toLocaleString('en')} hotspots on ${availableParallelism()} processors, Node ${process.version}. Poller, PostgreSQL and agents share this
machine. Three of ten are behind controllers; of the others' own agents a tenth is dead and a tenth takes ${SLOW_MS / 1000} s. Polled every ${interval} s.
`)
  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'))
  const cleanUp = async (): Promise<void> => {
    await Promise.all([stopPrograms(), stopAll()])
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cleanUp().then(() => process.exit(1)))
  try {
    const db = connect(postgres.connection, 2)
    await migrate(db)
    const secret = randomBytes(32).toString('hex')
    const { child: agents, first: ports } = await startProgram<Ports>('agents', city)
    await fill(db, createSealer(secret), city, ports)
    const job: PollerJob = { connection: postgres.connection, secret, interval }
    const { child: poller } = await startProgram('poller', job)
    await discovered(db, city)
    const steady = await measure(db, poller, city, rounds)
    const oids = await polledObjects(db)
    const sound = ports.own.filter((_, number) => kindOf(number) === 'quick')
    const scrapes = await scrape(dir, oids, sound, interval)
    console.log(`${table([steady.line])}\n`)
    console.log(
      scrapes
        ? `prometheus-snmp-exporter, the same ${oids.length} objects, nothing stored: ${Math.round(scrapes.cpu)} µs of CPU a scrape, ${Math.round(scrapes.scrapes / interval)} a second, ${Math.round(scrapes.megabytes)} MB` +
            `${scrapes.wrong ? `, ${scrapes.wrong} wrong` : ''}; Plaza's ${Math.round(steady.cpu)} µs are ${(steady.cpu / scrapes.cpu).toFixed(2)} of that.\n`
        : 'prometheus-snmp-exporter is not installed: nothing to compare with.\n',
    )
    await blackout(db, agents, interval)
    await db.close()
  } finally {
    await cleanUp()
  }
}

/** Waits until every hotspot whose agent answers was read. @throws {Error} after ten minutes */
async function discovered(db: Database, { hotspots }: City): Promise<void> {
  const began = Date.now()
  const own = `select count(*)::int as read from hotspot_health where last_answered_at is not null`
  // Of own agents a tenth is dead.
  const expected = Math.floor(hotspots * (0.3 + 0.7 * 0.9) * 0.999)
  for (;;) {
    const { rows } = await db.pool.query<{ read: number }>(own)
    if (rows[0]!.read >= expected) break
    if (Date.now() - began > 600_000)
      throw new Error(`${rows[0]!.read} of ${expected} hotspots were read in ten minutes`)
    await pause(500)
  }
  console.log(`Every hotspot discovered and read ${((Date.now() - began) / 1000).toFixed(1)} s after the start.\n`)
}

interface Stored {
  samples: number
  octets: number
  wal: number
}

const stored = async (db: Database): Promise<Stored> => {
  const { rows } = await db.pool.query<Stored>(
    `select (select count(*) from samples)::float8 as samples,
       (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'samples'::regclass)::float8 as octets,
       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal`,
  )
  return rows[0]!
}

async function measure(db: Database, poller: ChildProcess, { hotspots, interval }: City, rounds: number) {
  await pause(interval * 1000)
  const [before, kept] = [await tell<Used>(poller, 'used'), await stored(db)]
  await pause(interval * rounds * 1000)
  const [after, keptAfter] = [await tell<Used>(poller, 'used'), await stored(db)]
  const samples = keptAfter.samples - kept.samples
  const cpu = ((after.cpu - before.cpu) / samples) * 1e6
  const perDay = (octets: number) => Math.round(((octets / samples) * DAY_S) / interval / 1000)
  return {
    cpu,
    line: {
      'hotspots a round': Math.round(samples / rounds),
      of: hotspots,
      answered: after.answered - before.answered,
      lost: after.lost - before.lost,
      'CPU µs a hotspot': Math.round(cpu),
      'lag p50 s': `<= ${quantile(before, after, 0.5)}`,
      'lag p99 s': `<= ${quantile(before, after, 0.99)}`,
      'p99 since the start': `<= ${quantile(undefined, after, 0.99)}`,
      MB: Math.round(after.megabytes),
      'kB a hotspot and day': perDay(keptAfter.octets - kept.octets),
      'WAL kB': perDay(keptAfter.wal - kept.wal),
    },
  }
}

/** The bucket in which this share of the polls ends. */
function quantile(before: Used | undefined, after: Used, share: number): number {
  const counts = after.lag.map(({ le, count }, index) => ({ le, count: count - (before?.lag[index]?.count ?? 0) }))
  const all = counts.at(-1)?.count ?? 0
  return counts.find(({ count }) => count >= all * share)?.le ?? Number.POSITIVE_INFINITY
}

/** What one access point's own agent is asked at each poll. */
async function polledObjects(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ learned: { objects: string[]; rows: Record<string, string[]> } }>(
    `select learned from poll_plans where agent_id = (select min(agent_id) from poll_plans)`,
  )
  const { objects, rows: cells } = rows[0]!.learned
  return [...objects, ...Object.entries(cells).flatMap(([column, all]) => all.map((index) => `${column}.${index}`))]
}

/** All agents fall silent at once: how long it takes until every hotspot is shown down. */
async function blackout(db: Database, agents: ChildProcess, interval: number): Promise<void> {
  agents.send('silence')
  const began = Date.now()
  for (;;) {
    const { rows } = await db.pool.query<{ up: number }>(
      `select count(*)::int as up from hotspot_health where state <> 'down'`,
    )
    const seconds = (Date.now() - began) / 1000
    if (rows[0]!.up === 0) return console.log(`All dead at once: all are shown down ${seconds.toFixed(1)} s later.`)
    if (seconds > interval * 6)
      return console.log(`All dead at once: ${rows[0]!.up} not shown down ${seconds} s later.`)
    await pause(200)
  }
}
