import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type Database } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { createSealer } from '../../../server/sealing.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { stopAll } from '../radius/processes.ts'
import type { Ports } from './agents.ts'
import { type City, kindOf, SLOW_MS } from './city.ts'
import { scrape } from './exporter.ts'
import { atMost, type Figure, figureTable, rounded, told } from './figures.ts'
import { fill } from './fill.ts'
import { measure, polledObjects } from './measure.ts'
import type { PollerJob, Used } from './poller.ts'
import { startProgram, stopPrograms, tell } from './processes.ts'

export interface HealthBenchOptions {
  agents: number
  interval: number
  rounds: number
  profile?: string
}

/** s: so long at most until every agent is known; what is measured then is of those that are. */
const MOST_DISCOVERY = 150
/** s of CPU of the exporter are measured. */
const SCRAPED = 10

/** A poller of a whole city beside prometheus-snmp-exporter, in less than six minutes. Leaves nothing behind. */
export async function benchHealth({ agents: hotspots, interval, rounds, profile }: HealthBenchOptions): Promise<void> {
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
    const { child: poller } = await startProgram('poller', job, [
      ...nodeOptions(),
      ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []),
    ])
    const first = await discovered(db, poller, city)
    const { cpu, figures } = await measure(db, poller, city, rounds)
    const oids = await polledObjects(db)
    const sound = ports.own.filter((_, number) => kindOf(number) === 'quick')
    const peer = await besideExporter(dir, oids, sound, cpu)
    console.log(figureTable([...first, ...figures, ...peer, await blackout(db, agents, interval)]))
    if (profile) await ended(poller)
    await db.close()
  } finally {
    await cleanUp()
  }
}

/** Node's options with which the command is shipped. */
function nodeOptions(): string[] {
  const [first] = readFileSync(join(packageRoot, 'dist/server/cli.js'), 'utf8').split('\n', 1)
  return first!.split(' ').filter((word) => word.startsWith('--'))
}

/** Its profile is written as it ends. */
async function ended(poller: ChildProcess): Promise<void> {
  poller.send('end')
  await once(poller, 'exit')
}

/** Waits until every hotspot whose agent answers was read, or for so long as there is. */
async function discovered(db: Database, poller: ChildProcess, { hotspots }: City): Promise<Figure[]> {
  const began = Date.now()
  const { cpu: started } = await tell<Used>(poller, 'used')
  // Of own agents a tenth is dead.
  const expected = Math.floor(hotspots * (0.3 + 0.7 * 0.9) * 0.999)
  const read = async () => {
    const { rows } = await db.pool.query<{ read: number }>(
      'select count(*)::int as read from hotspot_health where last_answered_at is not null',
    )
    return rows[0]!.read
  }
  const seconds = () => (Date.now() - began) / 1000
  let known = await read()
  for (; known < expected && seconds() < MOST_DISCOVERY; known = await read()) await pause(1000)
  const { cpu, discoveries } = await tell<Used>(poller, 'used')
  return [
    told(
      `hotspots read first, in ${seconds().toFixed(0)} s`,
      `${known.toLocaleString('en')} of ${expected.toLocaleString('en')}`,
    ),
    told(
      'CPU of an agent that is discovered, with the polls meanwhile',
      `${rounded(((cpu - started) / Math.max(1, discoveries)) * 1e3)} ms`,
    ),
  ]
}

/** What prometheus-snmp-exporter takes for the same objects. */
async function besideExporter(
  dir: string,
  oids: readonly string[],
  ports: readonly number[],
  cpu: number,
): Promise<Figure[]> {
  const scrapes = await scrape(dir, oids, ports, SCRAPED)
  if (!scrapes) return [told('prometheus-snmp-exporter', 'not installed')]
  const { cpu: theirs, scrapes: count, wrong, megabytes } = scrapes
  return [
    told(
      `prometheus-snmp-exporter, the same ${oids.length} objects, nothing stored`,
      `${rounded(theirs)} µs of CPU a scrape, ${Math.round(count / SCRAPED)} a second, ${Math.round(megabytes)} MB${wrong ? `, ${wrong} wrong` : ''}`,
    ),
    told("the poller's CPU to its, a hotspot to a scrape", (cpu / theirs).toFixed(2)),
  ]
}

/** All agents fall silent at once: how long it takes until every hotspot is shown down. */
async function blackout(db: Database, agents: ChildProcess, interval: number): Promise<Figure> {
  agents.send('silence')
  const began = Date.now()
  const what = 'all dead at once: shown after'
  for (;;) {
    const { rows } = await db.pool.query<{ up: number }>(
      `select count(*)::int as up from hotspot_health where state <> 'down'`,
    )
    const seconds = (Date.now() - began) / 1000
    if (rows[0]!.up === 0) return atMost(what, seconds, 2 * interval, 's')
    if (seconds > interval * 5)
      return { ...atMost(what, seconds, 2 * interval, 's'), measured: `${rows[0]!.up} not after ${rounded(seconds)} s` }
    await pause(500)
  }
}
