import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { table } from '../../../server/commands/terminal/table.ts'
import { connect } from '../../../server/database/connection.ts'
import { startPostgres } from '../../../server/database/embedded/postgres.ts'
import { migrate } from '../../../server/database/schema/migrate.ts'
import { silentLog } from '../../../server/log.ts'
import { addGateway } from '../../../server/network/gateways/register.ts'
import { createSealer } from '../../../server/sealing.ts'
import { accountOf } from '../../demo/accounts.ts'
import { startDemoCityKey } from '../../demo/city-key.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { cpuSeconds, megabytes, stopAll } from '../radius/processes.ts'
import { startWebProcess } from '../web-process.ts'
import type { Job, JobResult } from './job.ts'
import { visit } from './visit.ts'

export interface PortalBenchOptions {
  rate: number
  seconds: number
  rounds: number
}

const SECRET = 'a secret for benchmarks alone, of enough letters'
const GATEWAY = 'bench'
const UAM_SECRET = 'a uam secret of benchmarks'
const PORT = 18_080

/** Sign-ins begun at a steady rate on one web process, whatever its answers take. Leaves nothing behind. */
export async function benchPortal({ rate, seconds, rounds }: PortalBenchOptions): Promise<void> {
  console.log(`
The portal on ${availableParallelism()} processors, Node ${process.version}. Web process, PostgreSQL, City Key and visitors share this machine.
${rate} sign-ins a second begin for ${seconds} s, each from a phone and an address of its own: a signed redirect, the first page, and its
button, which leads on to the City Key. Delays are in ms, from when a request was due to its whole answer.
`)
  const dir = await temporaryFolder('plaza-bench-')
  const origin = `http://localhost:${PORT}`
  const postgres = await startPostgres(join(dir, 'postgres'))
  const redirectUris = [`${origin}/portal/callback`]
  const key = await startDemoCityKey({ host: '127.0.0.1', port: 0, redirectUris, accountOf, log: silentLog })
  const cleanUp = async (): Promise<void> => {
    await stopAll()
    await key.close()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cleanUp().then(() => process.exit(1)))
  try {
    const db = connect(postgres.connection, 1)
    await migrate(db)
    await addGateway(db, createSealer(SECRET), {
      name: GATEWAY,
      network: '127.0.0.1/32',
      secret: 'not asked here',
      vendor: 'coovachilli',
      coaPort: 3799,
      nasIdentifier: GATEWAY,
      uamSecret: UAM_SECRET,
      loginOrigins: ['http://10.1.0.1:3990'],
    })
    await db.close()
    const web = await startWebProcess({ postgres, dir, port: PORT, secret: SECRET, cityKey: key })
    const job: Job = { origin, gateway: GATEWAY, uamSecret: UAM_SECRET, called: '02-00-00-00-00-01', rate, seconds }
    await visit({ ...job, seconds: 5 })
    const lines: Array<Record<string, string | number>> = []
    for (let round = 1; round <= rounds; round += 1) {
      const [cpu, memory] = [cpuSeconds(web), megabytes(web)]
      const result = await visit(job)
      lines.push({
        round,
        ...lineOf(result),
        'CPU s': fixed(cpuSeconds(web) - cpu),
        'MB before': fixed(memory, 0),
        'MB after': fixed(megabytes(web), 0),
      })
    }
    console.log(table(lines))
  } finally {
    await cleanUp()
  }
}

const fixed = (value: number, digits = 1): number => Number(value.toFixed(digits))

const lineOf = ({ begun, started, seconds, firstPage, signIn, firstPageOctets, wrong }: JobResult) => ({
  begun,
  'started a second': fixed(started / seconds),
  'first page p50': fixed(firstPage.p50),
  p95: fixed(firstPage.p95),
  p99: fixed(firstPage.p99),
  'button p50': fixed(signIn.p50),
  'button p95': fixed(signIn.p95),
  octets: firstPageOctets,
  wrong: Object.entries(wrong)
    .map(([what, count]) => `${what}: ${count}`)
    .join(', '),
})
