import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import type { Sealer } from '../../sealing.ts'
import { createUnknownAccessPoints, type UnknownAccessPoints } from '../listed/unknown-access-points.ts'
import { type AgentKeeper, createAgentKeeper } from '../parents/keeper.ts'
import { profileDiscovery } from '../profiles/discover.ts'
import { loadProfiles, type Profiles } from '../profiles/index.ts'
import type { Learned } from '../profiles/learned.ts'
import { createSlots } from '../slots.ts'
import { createSnmpEngine, defaultTiming, type SnmpEngine, type SnmpTiming } from '../snmp/engine.ts'
import { createSpareTime } from '../spare-time.ts'
import { defaultTolerance, type Tolerance } from '../state.ts'
import { storeResults } from '../store.ts'
import type { AskContext } from './ask.ts'
import { type Assignment, noAssignment } from './assignment.ts'
import { type Calendar, createCalendar } from './calendar.ts'
import { createLeases, type Leases } from './leases.ts'
import { patienceOf } from './schedule.ts'
import { steadyNow } from './steady-clock.ts'
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

/** What a poller's steps share. */
export interface Context extends PollerParts, AskContext {
  timing: SnmpTiming
  shardCount: number
  engine: SnmpEngine
  calendar: Calendar
  leases: Leases
  writer: Writer
  unknown: UnknownAccessPoints
  agentKeeper: AgentKeeper
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

export function createContext(
  parts: PollerParts,
  options: PollerOptions,
  leaseMs: number,
  signal: AbortSignal,
): Context {
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
    writer: createWriter((results) => storeResults(db, results), log, writing),
    unknown: createUnknownAccessPoints(db, log),
    agentKeeper: createAgentKeeper(db, log, tolerance),
    slots: createSlots(concurrency),
    spareTime: createSpareTime(signal),
    learned: (agentId, learned) => plans.set(agentId, learned),
    inTurn: createTurns(),
    assignment: noAssignment(),
    lastTick: steadyNow(),
    running: new Set(),
  }
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
