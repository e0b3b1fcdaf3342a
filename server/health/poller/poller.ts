import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { subscribe } from '../../database/events/events.ts'
import type { Log } from '../../log.ts'
import type { Sealer } from '../../sealing.ts'
import { maintainSamplePartitions } from '../kept/retention.ts'
import { pollLag, pollSeconds, polls } from '../metrics.ts'
import { profileDiscovery } from '../profiles/discover.ts'
import { loadProfiles, type Profiles } from '../profiles/index.ts'
import type { Learned } from '../profiles/learned.ts'
import type { Answered } from '../readings/results.ts'
import { NoAnswer } from '../snmp/client.ts'
import { createSnmpEngine, defaultTiming, type SnmpEngine, type SnmpTiming } from '../snmp/engine.ts'
import { defaultTolerance, type Tolerance } from '../state.ts'
import { type AskContext, ask } from './ask.ts'
import { type Assignment, assign, noAssignment } from './assignment.ts'
import { type Calendar, createCalendar } from './calendar.ts'
import { createLeases, type Leases } from './leases.ts'
import { savePlans } from './plans.ts'
import { resultsOf } from './results.ts'
import { nextPoll, patienceOf } from './schedule.ts'
import { createSlots } from './slots.ts'
import { steadyNow } from './steady-clock.ts'
import type { Tracked } from './tracked.ts'
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
  /** How long an agent is waited for; default by the interval. */
  timing?: SnmpTiming
  tolerance?: Tolerance
  writing?: WriterOptions
  /** Agents walked at a time. */
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
/** ms between looks at what is due. */
const TICK_MS = 25
const LONGEST_TICK_MS = 250
/** What is learned is kept so long after (ms). */
const KEEP_PLANS_MS = 2000
/** Polls begun in one look, as a multiple of what that time needs: after a rest not all that are due come at once. */
const MOST_AT_ONCE = 4
const FEWEST_AT_ONCE = 50

/** What the steps below share. */
interface Context extends PollerParts, AskContext {
  timing: SnmpTiming
  shardCount: number
  engine: SnmpEngine
  calendar: Calendar
  leases: Leases
  writer: Writer
  /** Runs changes of the assignment one after the other. */
  inTurn(work: () => Promise<void>): Promise<void>
  /** Aborted when the poller closes. */
  signal: AbortSignal
  assignment: Assignment
  /** What was learned and is not kept yet, by agent. */
  plans: Map<number, Learned>
  lastTick: number
  /** Polls under way. */
  running: Set<Promise<void>>
}

/**
 * Polls every SNMP agent of the city, each at its own moment of the interval, sharing them with the other processes that
 * poll.
 *
 * @throws {Error} when the database does not answer at the start; later it may go away and come back
 */
export async function startPoller(parts: PollerParts, options: PollerOptions = {}): Promise<Poller> {
  const { db, log } = parts
  const { leaseMs = 15_000 } = options
  const ending = new AbortController()
  const context = createContext(parts, options, leaseMs, ending.signal)
  await maintainSamples(parts)
  await renewLeases(context)
  const reload = () => reloadTargets(context)
  const subscription = await subscribe(
    db,
    (event) => {
      if (event.type === 'hotspots') reload()
      if (event.type === 'traps') askSoon(context, event.agentIds)
    },
    reload,
  )
  const renewLater = () =>
    renewLeases(context).catch((error) => log.warn({ err: error }, 'leases not renewed: polling goes on'))
  const timers = [
    setInterval(() => tick(context), TICK_MS),
    setInterval(renewLater, leaseMs / 3),
    setInterval(() => keepPlans(context), KEEP_PLANS_MS),
    setInterval(() => maintainSamples(parts), HOUR_MS),
  ]
  return {
    shards: () => context.assignment.shards,
    async close() {
      for (const timer of timers) clearInterval(timer)
      ending.abort()
      await subscription.close()
      await context.engine.close()
      await context.slots.drain()
      await Promise.allSettled(context.running)
      await context.inTurn(async () => {}).catch(() => {})
      await keepPlans(context)
      await context.writer.close()
      await context.leases.release().catch((error) => log.warn({ err: error }, 'leases not given up: they expire'))
    },
  }
}

function createContext(parts: PollerParts, options: PollerOptions, leaseMs: number, signal: AbortSignal): Context {
  const { config, db, log, profiles = loadProfiles() } = parts
  const { shardCount = 16, concurrency = 512, writing = defaultWriterOptions, tolerance = defaultTolerance } = options
  const holder = `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`
  const intervalMs = options.intervalMs ?? config.pollSeconds * 1000
  const plans = new Map<number, Learned>()
  return {
    ...parts,
    ...{ intervalMs, tolerance, shardCount, signal, plans },
    timing: options.timing ?? patienceOf(intervalMs, tolerance),
    walking: options.timing ?? defaultTiming,
    discovery: profileDiscovery(profiles),
    engine: createSnmpEngine(),
    calendar: createCalendar(),
    leases: createLeases(db, holder, shardCount, leaseMs),
    writer: createWriter(db, log, writing),
    slots: createSlots(concurrency),
    learned: (agentId, learned) => plans.set(agentId, learned),
    inTurn: createTurns(),
    assignment: noAssignment(),
    lastTick: steadyNow(),
    running: new Set(),
  }
}

const maintainSamples = ({ db, config, log }: PollerParts): Promise<void> =>
  maintainSamplePartitions(db, new Date(), config.sampleRetentionDays).catch((error) =>
    log.warn({ err: error }, 'partitions of samples not maintained: tried again in an hour'),
  )

/** Renews the leases on shards, and reads the agents again where that gave or took some. */
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

/** What was learned meanwhile; while the database is away it is kept for later. */
async function keepPlans({ db, log, plans }: Context): Promise<void> {
  const learned = new Map(plans)
  plans.clear()
  await savePlans(db, learned).catch((error) => {
    for (const [agentId, plan] of learned) if (!plans.has(agentId)) plans.set(agentId, plan)
    log.warn({ err: error }, 'what was learned of agents is not kept yet')
  })
}

/** First step of a reading: which agents are due. */
function tick(context: Context): void {
  const { assignment, calendar, intervalMs, lastTick } = context
  const now = steadyNow()
  const usual = (assignment.agents.size * Math.min(LONGEST_TICK_MS, now - lastTick)) / intervalMs
  context.lastTick = now
  for (const { id, at } of calendar.take(now, Math.max(FEWEST_AT_ONCE, usual * MOST_AT_ONCE))) {
    const tracked = assignment.agents.get(id)
    if (tracked) launch(context, tracked, at)
  }
}

function launch(context: Context, tracked: Tracked, dueAt: number): void {
  const { log, running } = context
  tracked.polling = 'once'
  pollLag.observe(Math.max(0, steadyNow() - dueAt) / 1000)
  const done = pollAgent(context, tracked)
    .catch((error) => log.error({ err: error, agentId: tracked.target.agentId }, 'a poll failed'))
    .finally(() => {
      running.delete(done)
      setNext(context, tracked)
    })
  running.add(done)
}

/** Second step: asks the agent, works out what its answer means for each of its hotspots, and has that written. */
async function pollAgent(context: Context, tracked: Tracked): Promise<void> {
  const stopTimer = pollSeconds.startTimer()
  const answer = await tryAsk(context, tracked)
  if (context.signal.aborted) return
  stopTimer()
  polls.inc({ result: answer ? 'answered' : 'no-answer' })
  tracked.failures = answer ? 0 : tracked.failures + 1
  if (context.assignment.agents.get(tracked.target.agentId) !== tracked) return
  for (const result of resultsOf(tracked, answer, context)) context.writer.add(result)
}

/** @returns undefined where the agent does not answer */
async function tryAsk(context: Context, tracked: Tracked): Promise<Answered | undefined> {
  try {
    return await ask(context, tracked)
  } catch (error) {
    if (!(error instanceof NoAnswer)) context.log.warn({ err: error, agentId: tracked.target.agentId }, 'a poll failed')
    return undefined
  }
}

/** Agents that have something to say are asked now, whatever it is; one that is being asked, once more. */
function askSoon({ assignment, calendar }: Context, agentIds: readonly number[]): void {
  for (const id of agentIds) {
    const tracked = assignment.agents.get(id)
    if (tracked?.polling) tracked.polling = 'again'
    else if (tracked) calendar.set(id, steadyNow())
  }
}

/** Last step: when it is polled next. */
function setNext({ assignment, calendar, intervalMs, tolerance }: Context, tracked: Tracked): void {
  const { agentId } = tracked.target
  const again = tracked.polling === 'again'
  tracked.polling = undefined
  if (assignment.agents.get(agentId) !== tracked) return
  const now = steadyNow()
  calendar.set(agentId, again ? now : nextPoll(agentId, tracked, now, intervalMs, tolerance))
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
