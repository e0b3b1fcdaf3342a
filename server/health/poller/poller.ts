import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { hostname } from 'node:os'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { subscribe } from '../../database/events/events.ts'
import { maintainPartitions } from '../../database/schema/partitions.ts'
import type { Log } from '../../log.ts'
import type { SnmpTarget } from '../../network/snmp-targets.ts'
import type { Sealer } from '../../sealing.ts'
import { pollLag, pollSeconds, polls } from '../metrics.ts'
import type { Profiles } from '../profiles/index.ts'
import { type Answered, resultOf } from '../readings/results.ts'
import { defaultTolerance, type Tolerance } from '../state.ts'
import type { PollResult } from '../store.ts'
import { type Assignment, assign, noAssignment } from './assignment.ts'
import { createLeases, type Leases } from './leases.ts'
import { type Plan, poll } from './poll.ts'
import type { PollState } from './poll-state.ts'
import { isDue } from './schedule.ts'
import { createSlots, type Slots } from './slots.ts'
import { defaultTiming, NoAnswer, type SnmpTiming } from './snmp-session.ts'
import { createWriter, defaultWriterOptions, type Writer, type WriterOptions } from './writer.ts'

export interface PollerParts {
  config: Pick<Config, 'pollSeconds' | 'sampleRetentionDays'>
  db: Database
  sealer: Sealer
  log: Log
  /** By which agents are read; default Plaza's own. */
  profiles?: Profiles
  /** Residents whom only this hotspot covers, kept with the alert that opens. */
  residentsAffected?(hotspotId: number): number
}

/** For tests and unusual cities; times in ms. */
export interface PollerOptions {
  intervalMs?: number
  timing?: SnmpTiming
  tolerance?: Tolerance
  writing?: WriterOptions
  /** Agents asked at a time: 512 let a tenth of 35,000 be dead, at 3 s each, without delaying the others. */
  concurrency?: number
  shardCount?: number
  /** Another process takes over so long after this one stopped renewing. */
  leaseMs?: number
}

export interface Poller {
  /** The shards held now. */
  shards(): readonly number[]
  close(): Promise<void>
}

const HOUR_MS = 3_600_000

/** What the steps below share. */
interface Context extends PollerParts {
  intervalMs: number
  timing: SnmpTiming
  tolerance: Tolerance
  shardCount: number
  leases: Leases
  writer: Writer
  slots: Slots
  /** Runs changes of the assignment one after the other. */
  inTurn(work: () => Promise<void>): Promise<void>
  /** Aborted when the poller closes. */
  signal: AbortSignal
  assignment: Assignment
  /** What is asked of each, once it was discovered. */
  plans: Map<number, Plan>
  /** Hotspots whose poll is waiting or under way. */
  busy: Set<number>
  lastTick: number
}

/**
 * Polls every hotspot that has an SNMP agent, each at its own moment of the interval, sharing the hotspots with the
 * other processes that poll.
 *
 * @throws {Error} when the database does not answer at the start; later it may go away and come back
 */
export async function startPoller(parts: PollerParts, options: PollerOptions = {}): Promise<Poller> {
  const { db, log } = parts
  const { leaseMs = 15_000 } = options
  const ending = new AbortController()
  setMaxListeners(0, ending.signal)
  const context = createContext(parts, options, leaseMs, ending.signal)
  await maintainSamples(parts)
  await renewLeases(context)
  const reload = () => reloadTargets(context)
  const subscription = await subscribe(db, ({ type }) => type === 'hotspots' && reload(), reload)
  const renewLater = () =>
    renewLeases(context).catch((error) => log.warn({ err: error }, 'leases not renewed: polling goes on'))
  const timers = [
    setInterval(() => tick(context), Math.max(5, Math.min(200, context.intervalMs / 20))),
    setInterval(renewLater, leaseMs / 3),
    setInterval(() => maintainSamples(parts), HOUR_MS),
  ]
  return {
    shards: () => context.assignment.shards,
    async close() {
      for (const timer of timers) clearInterval(timer)
      ending.abort()
      await subscription.close()
      await context.slots.drain()
      await context.inTurn(async () => {}).catch(() => {})
      await context.writer.close()
      await context.leases.release().catch((error) => log.warn({ err: error }, 'leases not given up: they expire'))
    },
  }
}

function createContext(parts: PollerParts, options: PollerOptions, leaseMs: number, signal: AbortSignal): Context {
  const { config, db, log } = parts
  const { shardCount = 16, concurrency = 512, writing = defaultWriterOptions } = options
  const holder = `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`
  return {
    ...parts,
    intervalMs: options.intervalMs ?? config.pollSeconds * 1000,
    timing: options.timing ?? defaultTiming,
    tolerance: options.tolerance ?? defaultTolerance,
    shardCount,
    leases: createLeases(db, holder, shardCount, leaseMs),
    writer: createWriter(db, log, writing),
    slots: createSlots(concurrency),
    inTurn: createTurns(),
    signal,
    assignment: noAssignment(),
    plans: new Map(),
    busy: new Set(),
    lastTick: Date.now(),
  }
}

const maintainSamples = ({ db, config, log }: PollerParts): Promise<void> =>
  maintainPartitions(db, 'samples', new Date(), config.sampleRetentionDays).catch((error) =>
    log.warn({ err: error }, 'partitions of samples not maintained: tried again in an hour'),
  )

/** Renews the leases on shards, and reads the targets again where that gave or took some. */
const renewLeases = (context: Context): Promise<void> =>
  context.inTurn(async () => {
    if (context.signal.aborted) return
    const shards = await context.leases.renew()
    if (shards.join() !== context.assignment.shards.join()) await assign(context, shards)
  })

/** Hotspots, or their agents, have changed. */
function reloadTargets(context: Context): void {
  const reload = async () => {
    if (!context.signal.aborted) await assign(context, context.assignment.shards)
  }
  context.inTurn(reload).catch((error) => context.log.warn({ err: error }, 'hotspots to poll not reloaded'))
}

/** First step of a reading: which hotspots are due since the tick before. */
function tick(context: Context): void {
  const { assignment, intervalMs, lastTick } = context
  const now = Date.now()
  for (const [hotspotId, target] of assignment.targets) {
    const first = assignment.firstPolls.get(hotspotId)
    const due = first === undefined ? isDue(hotspotId, intervalMs, lastTick, now) : first <= now
    if (due) launch(context, target, first ?? now)
  }
  context.lastTick = now
}

/** Second step: waits for one of the slots; a hotspot whose poll before is not over is skipped. */
function launch(context: Context, target: SnmpTarget, dueAt: number): void {
  const { assignment, busy, slots, log } = context
  const { hotspotId } = target
  assignment.firstPolls.delete(hotspotId)
  if (busy.has(hotspotId)) {
    polls.inc({ result: 'skipped' })
    return
  }
  busy.add(hotspotId)
  slots
    .run(() => pollTarget(context, target, dueAt))
    .catch((error) => log.error({ err: error, hotspotId }, 'a poll failed'))
    .finally(() => busy.delete(hotspotId))
}

/** Third step: asks the agent, works out what its answer means, and has that written. */
async function pollTarget(context: Context, target: SnmpTarget, dueAt: number): Promise<void> {
  const { hotspotId } = target
  pollLag.set(Math.max(0, Date.now() - dueAt) / 1000)
  const stopTimer = pollSeconds.startTimer()
  const reading = await tryPoll(context, target)
  if (context.signal.aborted) return
  stopTimer()
  polls.inc({ result: reading ? 'answered' : 'no-answer' })
  const { targets, states } = context.assignment
  if (!targets.has(hotspotId)) return
  const before = states.get(hotspotId)
  const result = resultOf(hotspotId, before, reading, Date.now(), context.tolerance)
  const { health, profile, memory, clients } = result
  states.set(hotspotId, { health, profile, memory, clients })
  context.writer.add(withResidentsAffected(result, before, context))
}

/** @returns undefined where the agent does not answer */
async function tryPoll(context: Context, target: SnmpTarget): Promise<Answered | undefined> {
  const { profiles, plans, timing, log, signal } = context
  const { hotspotId } = target
  try {
    const answered = await poll(target, timing, { profiles, plan: plans.get(hotspotId), signal })
    plans.set(hotspotId, answered.plan)
    return answered
  } catch (error) {
    if (!(error instanceof NoAnswer)) log.warn({ err: error, hotspotId: target.hotspotId }, 'a poll failed')
    return undefined
  }
}

function withResidentsAffected(
  result: PollResult,
  before: PollState | undefined,
  { residentsAffected }: PollerParts,
): PollResult {
  const { state } = result.health
  const fell = (state === 'down' || state === 'degraded') && state !== before?.health.state
  return fell && residentsAffected ? { ...result, residentsAffected: residentsAffected(result.hotspotId) } : result
}

/** Runs pieces of work one after the other. */
function createTurns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
}
