import cluster, { type Worker } from 'node:cluster'
import type { Socket } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PoolConfig } from 'pg'
import { pino } from 'pino'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import type { Log } from '../log.ts'
import { StartError } from '../start/start-error.ts'
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
/** A worker that died is replaced after this time, doubled each time that it died soon. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
/** A worker that ran for so long did not die soon. */
const LASTED_MS = 30_000
/** A worker that is too busy to tell its metrics is left out. */
const METRICS_MS = 2000

interface Ports {
  authPort: number
  acctPort: number
}

interface Context {
  config: Config
  connection: PoolConfig
  log: Log
  alive: Set<Worker>
  /** Workers that listen, by number. */
  listening: Map<number, Worker>
  /** Of workers that are to be replaced. */
  timers: Set<NodeJS.Timeout>
  /** Questions for metrics that are not answered yet, by number. */
  questions: Map<number, (metrics: Metrics) => void>
  /** Number of the last question. */
  question: number
  entrance: RadsecEntrance | undefined
  closing: boolean
}

/**
 * Starts the radius role in `config.radius.workers` processes which share both ports (node:cluster: the workers receive
 * from one socket each, any datagram going to any of them). RadSec's port is this process's, which hands a gateway's
 * connections all to the same worker. A worker that dies is replaced.
 *
 * @throws {StartError} when a port is taken
 */
export async function startRadiusWorkers(parts: { config: Config; db: Database; log: Log }): Promise<RadiusWorkers> {
  const { config, db, log } = parts
  // Beside this file, as it is: TypeScript under tsx, JavaScript in a build.
  const own = fileURLToPath(import.meta.url)
  cluster.setupPrimary({ exec: join(own, `../radius-worker${extname(own)}`), args: [], serialization: 'advanced' })
  const context: Context = {
    ...{ config, connection: connectionOf(db), log, entrance: undefined, question: 0, closing: false },
    ...{ alive: new Set(), listening: new Map(), timers: new Set(), questions: new Map() },
  }
  try {
    const { host, radsecPort: port } = config.radius
    if (port !== undefined) {
      const onConnection = (socket: Socket) => handOver(context, socket)
      context.entrance = await openRadsecEntrance({ host, port, onConnection })
    }
    // The first alone: what keeps one from starting is said once.
    const { authPort, acctPort } = await keepRunning(context, 1)
    await Promise.all(Array.from({ length: config.radius.workers - 1 }, (_, index) => keepRunning(context, index + 2)))
    return {
      ...{ authPort, acctPort, radsecPort: context.entrance?.port },
      pids: () => [...context.listening.values()].map((worker) => worker.process.pid!),
      metrics: () => askForMetrics(context),
      close: () => close(context),
    }
  } catch (error) {
    await close(context)
    throw error
  }
}

/** Where the database is, in a form that another process can be told. */
function connectionOf({ pool }: Database): PoolConfig {
  const { connectionString, host, port, user, database, password } = pool.options
  const given = { connectionString, host, port, user, database, password }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** Keeps a worker of this number running. Resolves when the first one listens; rejects when that one does not. */
function keepRunning(context: Context, number: number, pauseMs = FIRST_PAUSE_MS): Promise<Ports> {
  const { log, timers } = context
  const began = Date.now()
  return startWorker(context, number, (why) => {
    if (context.closing) return
    const againAfterMs = Date.now() - began > LASTED_MS ? FIRST_PAUSE_MS : pauseMs
    log.error({ worker: number, why, againAfterMs }, 'a RADIUS worker ended')
    const timer = setTimeout(() => {
      timers.delete(timer)
      keepRunning(context, number, Math.min(2 * againAfterMs, LONGEST_PAUSE_MS)).catch((error) =>
        log.error({ err: error, worker: number }, 'a RADIUS worker was not replaced'),
      )
    }, againAfterMs)
    timers.add(timer)
  })
}

/** Resolves when the worker listens; rejects where it ends before. `onEnd` is called however it ends. */
function startWorker(context: Context, number: number, onEnd: (why: string) => void): Promise<Ports> {
  const { alive, listening } = context
  return new Promise((resolve, reject) => {
    const worker = cluster.fork()
    alive.add(worker)
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'listening') {
        listening.set(number, worker)
        resolve(message)
      } else if (message.type === 'failed') {
        reject(message.forPeople ? new StartError(message.message) : new Error(message.message))
      } else onMessage(context, { number, worker, message })
    })
    // A message to a worker that has just died.
    worker.on('error', () => {})
    worker.once('exit', (code, signal) => {
      alive.delete(worker)
      if (listening.get(number) === worker) listening.delete(number)
      const why = signal ?? `exit code ${code}`
      reject(new Error(`RADIUS worker ${number} ended before it listened: ${why}.`))
      onEnd(why)
    })
  })
}

function onMessage(
  { config, connection, log, listening, questions }: Context,
  { number, worker, message }: { number: number; worker: Worker; message: FromWorker },
): void {
  if (message.type === 'awake') send(worker, { type: 'start', number, config, connection })
  if (message.type === 'pass') {
    send(listening.get(message.to), { type: 'take', datagram: message.datagram, from: message.from })
  }
  if (message.type === 'metrics') questions.get(message.question)?.(message.metrics)
  if (message.type === 'log') logLine(log, message.line)
}

function send(worker: Worker | undefined, message: ToWorker): void {
  if (worker?.isConnected()) worker.send(message)
}

/** A worker's log goes into this process's. */
function logLine(log: Log, line: string): void {
  const { level, time, msg, ...fields } = JSON.parse(line) as { level: number; time: number; msg: string }
  const name = pino.levels.labels[level]
  if (name !== undefined && name in log) log[name as 'info'](fields, msg)
}

/** Hands a RadSec connection to the worker of its address; to another while that one is being replaced. */
function handOver({ config, listening }: Context, socket: Socket): void {
  const own = workerFor(socket.remoteAddress ?? '', config.radius.workers)
  const worker = listening.get(own) ?? listening.values().next().value
  if (worker?.isConnected()) worker.send({ type: 'connection' } satisfies ToWorker, socket)
  else socket.destroy()
}

async function askForMetrics(context: Context): Promise<Metrics[]> {
  const { listening, questions } = context
  const ask = (worker: Worker) =>
    new Promise<Metrics | undefined>((resolve) => {
      context.question += 1
      const { question } = context
      const done = (metrics?: Metrics) => {
        clearTimeout(timer)
        questions.delete(question)
        resolve(metrics)
      }
      const timer = setTimeout(done, METRICS_MS)
      questions.set(question, done)
      send(worker, { type: 'metrics', question })
    })
  const answers = await Promise.all([...listening.values()].map(ask))
  return answers.filter((metrics) => metrics !== undefined)
}

async function close(context: Context): Promise<void> {
  context.closing = true
  context.entrance?.close()
  for (const timer of context.timers) clearTimeout(timer)
  await Promise.all([...context.alive].map(end))
}

const end = (worker: Worker) =>
  new Promise<void>((resolve) => {
    const force = setTimeout(() => worker.process.kill('SIGKILL'), CLOSE_MS)
    worker.once('exit', () => {
      clearTimeout(force)
      resolve()
    })
    send(worker, { type: 'close' })
  })
