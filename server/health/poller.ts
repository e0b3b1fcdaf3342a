import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { hostname } from 'node:os'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import { subscribe } from '../database/events.ts'
import { maintainPartitions } from '../database/partitions.ts'
import type { Log } from '../log.ts'
import { type SnmpTarget, snmpTargets } from '../network/snmp-targets.ts'
import type { Sealer } from '../sealing.ts'
import { forgetOthers, type Known, knownHealth } from './known.ts'
import { createLeases } from './leases.ts'
import { pollLag, pollSeconds, polls, pollTargets } from './metrics.ts'
import { poll, type Reading } from './poll.ts'
import { resultOf } from './results.ts'
import { isDue, phaseOf } from './schedule.ts'
import { createSlots } from './slots.ts'
import { NoAnswer, type SnmpTiming, usualTiming } from './snmp-session.ts'
import { type Tolerance, usualTolerance } from './state.ts'
import type { PollResult } from './store.ts'
import { createWriter, usualWriting, type WriterOptions } from './writer.ts'

export interface PollerParts {
  config: Pick<Config, 'pollSeconds' | 'sampleRetentionDays'>
  db: Database
  sealer: Sealer
  log: Log
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

/** A hotspot that was never polled waits at most this long (ms) for its first poll. */
const FIRST_POLL_MS = 5000
const HOUR_MS = 3_600_000

/**
 * Polls every hotspot that has an SNMP agent, each at its own moment of the interval, sharing the hotspots with the
 * other processes that poll.
 *
 * @throws {Error} when the database does not answer at the start; later it may go away and come back
 */
export async function startPoller(parts: PollerParts, options: PollerOptions = {}): Promise<Poller> {
  const { config, db, sealer, log } = parts
  const { intervalMs = config.pollSeconds * 1000, timing = usualTiming, tolerance = usualTolerance } = options
  const { shardCount = 16, leaseMs = 15_000, concurrency = 512 } = options
  const holder = `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`
  const leases = createLeases(db, holder, shardCount, leaseMs)
  const writer = createWriter(db, log, options.writing ?? usualWriting)
  const slots = createSlots(concurrency)
  const busy = new Set<number>()
  let shards: number[] = []
  let targets = new Map<number, SnmpTarget>()
  let known = new Map<number, Known>()
  let firstPolls = new Map<number, number>()
  const ending = new AbortController()
  setMaxListeners(0, ending.signal)

  const reload = async (now: readonly number[]) => {
    const gained = now.filter((shard) => !shards.includes(shard))
    const [found, health] = await Promise.all([
      snmpTargets(db, sealer, now, shardCount),
      knownHealth(db, gained, shardCount),
    ])
    const before = { targets, known }
    targets = new Map(found.map((target) => [target.hotspotId, target]))
    known = new Map([...before.known, ...health].filter(([id]) => targets.has(id)))
    const firstWithin = Math.min(intervalMs, FIRST_POLL_MS)
    const fresh = found.filter(({ hotspotId }) => !known.has(hotspotId))
    firstPolls = new Map(
      fresh.map(({ hotspotId: id }) => [id, firstPolls.get(id) ?? Date.now() + phaseOf(id, firstWithin)]),
    )
    shards = [...now]
    pollTargets.set(targets.size)
    if (now.length > 0) await forgetOthers(db, now, shardCount, [...targets.keys()])
  }
  const inTurn = createTurns()
  const renew = () =>
    inTurn(async () => {
      if (ending.signal.aborted) return
      const now = await leases.renew()
      if (now.join() !== shards.join()) await reload(now)
    })
  const reloadLater = () => {
    inTurn(() => (ending.signal.aborted ? Promise.resolve() : reload(shards))).catch((error) =>
      log.warn({ err: error }, 'hotspots to poll not reloaded'),
    )
  }
  const partitions = () =>
    maintainPartitions(db, 'samples', new Date(), config.sampleRetentionDays).catch((error) =>
      log.warn({ err: error }, 'partitions of samples not maintained: tried again in an hour'),
    )

  const ask = async (target: SnmpTarget, dueAt: number) => {
    const { hotspotId } = target
    pollLag.set(Math.max(0, Date.now() - dueAt) / 1000)
    const stopTimer = pollSeconds.startTimer()
    const reading = await answerOf(target, timing, known.get(hotspotId)?.profile ?? null, log, ending.signal)
    if (ending.signal.aborted) return
    stopTimer()
    polls.inc({ result: reading ? 'answered' : 'no-answer' })
    if (!targets.has(hotspotId)) return
    const before = known.get(hotspotId)
    const result = resultOf(hotspotId, before, reading, Date.now(), tolerance)
    const { health, profile, memory, clients } = result
    known.set(hotspotId, { health, profile, memory, clients })
    writer.add(withResidents(result, before, parts))
  }
  const launch = (target: SnmpTarget, dueAt: number) => {
    const { hotspotId } = target
    firstPolls.delete(hotspotId)
    if (busy.has(hotspotId)) return polls.inc({ result: 'skipped' })
    busy.add(hotspotId)
    slots
      .run(() => ask(target, dueAt))
      .catch((error) => log.error({ err: error, hotspotId }, 'a poll failed'))
      .finally(() => busy.delete(hotspotId))
  }
  let lastTick = Date.now()
  const tick = () => {
    const now = Date.now()
    for (const [hotspotId, target] of targets) {
      const first = firstPolls.get(hotspotId)
      const due = first === undefined ? isDue(hotspotId, intervalMs, lastTick, now) : first <= now
      if (due) launch(target, first ?? now)
    }
    lastTick = now
  }

  await partitions()
  await renew()
  const subscription = await subscribe(db, ({ type }) => type === 'hotspots' && reloadLater(), reloadLater)
  const timers = [
    setInterval(tick, Math.max(5, Math.min(200, intervalMs / 20))),
    setInterval(
      () => renew().catch((error) => log.warn({ err: error }, 'leases not renewed: polling goes on')),
      leaseMs / 3,
    ),
    setInterval(partitions, HOUR_MS),
  ]
  return {
    shards: () => shards,
    async close() {
      for (const timer of timers) clearInterval(timer)
      ending.abort()
      await subscription.close()
      await slots.drain()
      await inTurn(async () => {}).catch(() => {})
      await writer.close()
      await leases.release().catch((error) => log.warn({ err: error }, 'leases not given up: they expire'))
    },
  }
}

async function answerOf(
  target: SnmpTarget,
  timing: SnmpTiming,
  profile: string | null,
  log: Log,
  signal: AbortSignal,
): Promise<Reading | undefined> {
  try {
    return await poll(target, timing, profile, signal)
  } catch (error) {
    if (!(error instanceof NoAnswer)) log.warn({ err: error, hotspotId: target.hotspotId }, 'a poll failed')
    return undefined
  }
}

function withResidents(result: PollResult, before: Known | undefined, { residentsAffected }: PollerParts): PollResult {
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
