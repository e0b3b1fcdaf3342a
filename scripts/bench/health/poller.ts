/**
 * The poller that is measured, a process of its own. Asked by IPC, it says what it has used and done so far.
 */
import { join } from 'node:path'
import type { connect as Connect } from '../../../server/database/connection.ts'
import { packageRoot } from '../../../server/package-root.ts'

/** As it is shipped: what `tsx` makes of the sources names every function anew each time that it is made. */
const built = <Module>(path: string): Promise<Module> => import(join(packageRoot, 'dist/server', path))
const { connect } = await built<typeof import('../../../server/database/connection.ts')>('database/connection.js')
const { discoveries, pollLag, polls } =
  await built<typeof import('../../../server/health/metrics.ts')>('health/metrics.js')
const { startPoller } = await built<typeof import('../../../server/health/poller/poller.ts')>('health/poller/poller.js')
const { silentLog } = await built<typeof import('../../../server/log.ts')>('log.js')
const { createSealer } = await built<typeof import('../../../server/sealing.ts')>('sealing.js')

export interface PollerJob {
  connection: Parameters<typeof Connect>[0]
  secret: string
  /** s between polls. */
  interval: number
}

export interface Used {
  /** s of CPU. */
  cpu: number
  megabytes: number
  answered: number
  lost: number
  /** Agents walked whole. */
  discoveries: number
  /** Polls by how late they began: at most so many s (`le`), as in Prometheus. */
  lag: Array<{ le: number; count: number }>
}

const job = JSON.parse(process.argv[2]!) as PollerJob
const CONNECTIONS = 6

const db = connect(job.connection, CONNECTIONS)
await startPoller(
  {
    config: { pollSeconds: job.interval, sampleRetentionDays: 2 },
    db,
    sealer: createSealer(job.secret),
    log: silentLog,
  },
  {},
)
process.on('disconnect', () => process.exit())
process.on('message', async (message) => {
  // The profile of its CPU is written as it ends.
  if (message === 'end') process.exit()
  const { user, system } = process.cpuUsage()
  const count = async (result: string) =>
    (await polls.get()).values.find(({ labels }) => labels.result === result)?.value ?? 0
  const lag = (await pollLag.get()).values.filter(({ metricName }) => metricName?.endsWith('_bucket'))
  const used: Used = {
    cpu: (user + system) / 1e6,
    megabytes: process.memoryUsage().rss / 1e6,
    answered: await count('answered'),
    lost: await count('no-answer'),
    discoveries: (await discoveries.get()).values.reduce((sum, { value }) => sum + value, 0),
    lag: lag.map(({ labels, value }) => ({ le: Number(String(labels.le).replace('+Inf', 'Infinity')), count: value })),
  }
  process.send!(used)
})
process.send!('ready')
