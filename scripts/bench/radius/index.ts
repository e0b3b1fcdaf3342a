import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { table } from '../../../server/commands/terminal/table.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { fillFreeRadius, fillPlaza, recycleLog, serverOptions } from './databases.ts'
import { freeradiusProgram } from './freeradius.ts'
import { OUTSTANDING } from './job.ts'
import { addBenchGateway } from './plaza.ts'
import { stopAll } from './processes.ts'
import type { Stage } from './stage.ts'
import { needsFreeRadiusDatabase, type StageName, stages } from './stages.ts'

export interface RadiusBenchOptions {
  seconds: number
  rounds: number
  devices: number
  only?: (StageName | 'eap')[]
}

const titles: Record<StageName, string> = {
  known: 'Access-Requests of devices in memory',
  unknown: 'Access-Requests of devices that are only in PostgreSQL',
  accounting: 'Accounting, answered when durable (synchronous_commit on)',
  floods: 'Residents at a steady rate beside a flood',
  memory: 'Memory of the process with devices cached',
  soak: 'Memory of the process over a million requests',
  workers: 'Worker processes that share the ports',
}

const legend = ({ seconds, rounds, devices }: RadiusBenchOptions): string => `
RADIUS on ${availableParallelism()} processors, Node ${process.version}, ${freeradiusProgram() ? 'beside FreeRADIUS' : 'alone: FreeRADIUS is not installed'}
Servers, PostgreSQL and the generator share this machine. Each figure is the median of ${rounds} rounds of ${seconds} s, taken in turns;
a ratio is that of the rounds' ratios; what was sent again or lost, and the codes, are those of all rounds.
${OUTSTANDING} requests are outstanding; each is signed (Message-Authenticator) and asked once; every reply's authenticators are verified.
  a second      answers a second; ratio: to FreeRADIUS at the same task (or to one worker)
  a CPU second  answers for each second of CPU that the server took, PostgreSQL's not counted
  p50, p99      from sending (at half load: from when it was due) to the answer, in ms
  sent again    without an answer for a second; lost: without one for four
  codes         answers by packet code (2 accept, 3 reject, 5 accounting)
FreeRADIUS: stock thread pool, stock schema and queries (with radpostauth, as Plaza keeps its access log), no detail files.
The database holds ${devices.toLocaleString('en')} devices, each of its own resident.
`

/** Runs the stages and prints their tables; leaves nothing behind. */
export async function benchRadius(options: RadiusBenchOptions): Promise<void> {
  const all = [...(Object.keys(stages) as StageName[]), 'eap' as const]
  const chosen = options.only ?? all
  const wrong = chosen.find((name) => !all.includes(name))
  if (wrong) throw new Error(`"${wrong}" is no stage; there are: ${all.join(', ')}`)
  const names = chosen.filter((name) => name !== 'eap')
  if (names.length > 0) await benchStages(names, options)
  if (chosen.includes('eap')) await benchEap(options)
}

/** EAP-TTLS handshakes need no database: a program of its own measures them. */
async function benchEap({ seconds, rounds }: RadiusBenchOptions): Promise<void> {
  const program = join(packageRoot, 'scripts/bench/eap.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, String(seconds), String(rounds)], {
    stdio: 'inherit',
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error('the handshakes could not be measured')
}

async function benchStages(names: StageName[], options: RadiusBenchOptions): Promise<void> {
  console.log(legend(options))
  const began = Date.now()
  const say = (line: string): void => console.error(`  ${Math.round((Date.now() - began) / 1000)} s  ${line}`)

  const dir = await temporaryFolder('plaza-bench-')
  const postgres = await startPostgres(join(dir, 'postgres'), serverOptions)
  const cleanUp = async (): Promise<void> => {
    await stopAll()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cleanUp().then(() => process.exit(1)))
  try {
    say(`${options.devices} devices are stored for Plaza`)
    const plazaDatabase = await fillPlaza(postgres.connection, options.devices)
    if (names.some(needsFreeRadiusDatabase)) {
      say(`${options.devices} devices are stored for FreeRADIUS`)
      await fillFreeRadius(postgres.connection, options.devices)
    }
    await recycleLog(postgres.connection)
    const secret = randomBytes(16).toString('hex')
    const stage: Stage = { ...options, dir, secret, postgres: postgres.connection, plazaDatabase, say }
    await addBenchGateway({ dir: join(dir, 'plaza'), database: plazaDatabase, secret })
    for (const name of names) {
      say(titles[name])
      const lines = await stages[name](stage).finally(stopAll)
      console.log(`${titles[name]}\n${table(lines)}\n`)
    }
  } finally {
    await cleanUp()
  }
}
