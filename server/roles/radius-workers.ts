import cluster, { type Worker } from 'node:cluster'
import type { Socket } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PoolConfig } from 'pg'
import { pino } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import { StartError } from '../start-error.ts'
import { openRadsecEntrance, type RadsecEntrance, workerFor } from './radsec-entrance.ts'
import type { FromWorker, Metrics, ToWorker } from './worker-messages.ts'

export interface RadiusWorkers {
  authPort: number
  acctPort: number
  /** Absent without RadSec. */
  radsecPort: number | undefined
  /** Process ids of the workers that answer now. */
  pids(): number[]
  /** What each worker counts, for one `/metrics`. */
  metrics(): Promise<Metrics[]>
  /** Ends the workers: each stops receiving and stores what it received. */
  close(): Promise<void>
}

/** A worker that does not end within this time is killed. */
const CLOSE_MS = 3500
/** A worker that died is replaced after this time, doubled each time that it did not last. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
const LASTED_MS = 30_000
/** A worker that is too busy to tell its metrics is left out. */
const METRICS_MS = 2000

interface Ports {
  authPort: number
  acctPort: number
}

/**
 * Starts the radius role in `config.radius.workers` processes which share both ports (node:cluster: the workers receive
 * from one socket each, any datagram going to any of them). RadSec's port is this process's, which gives a gateway's
 * connections all to the same worker. A worker that dies is replaced.
 *
 * @throws {StartError} when a port is taken
 */
export async function startRadiusWorkers(parts: { config: Config; db: Database; log: Log }): Promise<RadiusWorkers> {
  const { config, db, log } = parts
  // Beside this file, as it is: TypeScript under tsx, JavaScript in a build.
  const own = fileURLToPath(import.meta.url)
  cluster.setupPrimary({ exec: join(own, `../radius-worker${extname(own)}`), args: [], serialization: 'advanced' })
  const connection = connectionOf(db)
  const alive = new Set<Worker>()
  /** Those that listen, by number. */
  const workers = new Map<number, Worker>()
  const timers = new Set<NodeJS.Timeout>()
  const questions = new Map<number, (metrics: Metrics) => void>()
  let asked = 0
  let closing = false

  const tell = (worker: Worker | undefined, message: ToWorker): void => {
    if (worker?.isConnected()) worker.send(message)
  }

  /** Resolves when the worker listens; rejects where it ends before. `onEnd` is called however it ends. */
  const start = (number: number, onEnd: (why: string) => void) =>
    new Promise<Ports>((resolve, reject) => {
      const worker = cluster.fork()
      alive.add(worker)
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'awake') tell(worker, { type: 'start', number, config, connection })
        if (message.type === 'listening') {
          workers.set(number, worker)
          resolve(message)
        }
        if (message.type === 'failed')
          reject(message.forPeople ? new StartError(message.message) : new Error(message.message))
        if (message.type === 'pass') {
          tell(workers.get(message.to), { type: 'take', datagram: message.datagram, from: message.from })
        }
        if (message.type === 'metrics') questions.get(message.question)?.(message.metrics)
        if (message.type === 'log') passOn(log, message.line)
      })
      // A message to a worker that has just died.
      worker.on('error', () => {})
      worker.once('exit', (code, signal) => {
        alive.delete(worker)
        if (workers.get(number) === worker) workers.delete(number)
        const why = signal ?? `exit code ${code}`
        reject(new Error(`RADIUS worker ${number} ended before it listened: ${why}.`))
        onEnd(why)
      })
    })

  /** Keeps a worker of this number running. Resolves when the first one listens; rejects when that one does not. */
  const keep = (number: number, pause = FIRST_PAUSE_MS): Promise<Ports> => {
    const began = Date.now()
    const first = start(number, (why) => {
      if (closing) return
      const lasted = Date.now() - began > LASTED_MS
      const wait = lasted ? FIRST_PAUSE_MS : pause
      log.error({ worker: number, why, againAfterMs: wait }, 'a RADIUS worker ended')
      const timer = setTimeout(() => {
        timers.delete(timer)
        keep(number, Math.min(2 * wait, LONGEST_PAUSE_MS)).catch((error) =>
          log.error({ err: error, worker: number }, 'a RADIUS worker was not replaced'),
        )
      }, wait)
      timers.add(timer)
    })
    return first
  }

  let entrance: RadsecEntrance | undefined
  /** To the worker of this address; to another while that one is being replaced. */
  const give = (socket: Socket) => {
    const own = workerFor(socket.remoteAddress ?? '', config.radius.workers)
    const worker = workers.get(own) ?? workers.values().next().value
    if (worker?.isConnected()) worker.send({ type: 'connection' } satisfies ToWorker, socket)
    else socket.destroy()
  }

  const close = async () => {
    closing = true
    entrance?.close()
    for (const timer of timers) clearTimeout(timer)
    const ends = [...alive].map(
      (worker) =>
        new Promise<void>((resolve) => {
          const force = setTimeout(() => worker.process.kill('SIGKILL'), CLOSE_MS)
          worker.once('exit', () => {
            clearTimeout(force)
            resolve()
          })
          tell(worker, { type: 'close' })
        }),
    )
    await Promise.all(ends)
  }

  try {
    const { host, radsecPort } = config.radius
    if (radsecPort !== undefined) entrance = await openRadsecEntrance({ host, port: radsecPort, give })
    // The first alone: what keeps one from starting is said once.
    const ports = await keep(1)
    await Promise.all(Array.from({ length: config.radius.workers - 1 }, (_, index) => keep(index + 2)))
    return {
      authPort: ports.authPort,
      acctPort: ports.acctPort,
      radsecPort: entrance?.port,
      pids: () => [...workers.values()].map((worker) => worker.process.pid!),
      async metrics() {
        const answers = [...workers.values()].map(
          (worker) =>
            new Promise<Metrics | undefined>((resolve) => {
              const question = ++asked
              const done = (metrics?: Metrics) => {
                clearTimeout(timer)
                questions.delete(question)
                resolve(metrics)
              }
              const timer = setTimeout(done, METRICS_MS)
              questions.set(question, done)
              tell(worker, { type: 'metrics', question })
            }),
        )
        return (await Promise.all(answers)).filter((metrics) => metrics !== undefined)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Where the database is, in a form that another process can be told. */
function connectionOf({ pool }: Database): PoolConfig {
  const { connectionString, host, port, user, database, password } = pool.options
  const given = { connectionString, host, port, user, database, password }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** A worker's log goes into this process's. */
function passOn(log: Log, line: string): void {
  const { level, time, msg, ...fields } = JSON.parse(line) as { level: number; time: number; msg: string }
  const name = pino.levels.labels[level]
  if (name !== undefined && name in log) log[name as 'info'](fields, msg)
}
