import type { Database } from '../../database/connection.ts'
import type { Log } from '../../log.ts'
import { type ControllerMake, type ControllerTarget, controllerTargets } from '../../network/controller-targets.ts'
import { storeHeard } from '../../network/found/store.ts'
import { ControllerError } from '../../network/gateways/controller/controller-error.ts'
import { holdersOf } from '../../network/hotspots/held/address-holders.ts'
import type { Sealer } from '../../sealing.ts'
import { loadPollStates, type PollState } from '../poller/poll-state.ts'
import { toleranceOf } from '../poller/tolerances.ts'
import type { AccessPoint } from '../readings/agent-reading.ts'
import { type Answered, resultOf } from '../readings/results.ts'
import { defaultTolerance, type Tolerance } from '../state.ts'
import { type PollResult, storeResults } from '../store.ts'
import { readController } from './read.ts'
import { controllerReads, isDue, keepFailure, keepRead } from './reads.ts'
import { type Shared, shareOutTold } from './share-out.ts'
import { forgetWords, keepWords } from './words.ts'

/** Answers in a row under strain, and when more than a sample was written, ms since 1970. */
interface Remembered {
  strained: number
  writtenAt: number | undefined
}

export interface RoundParts {
  db: Database
  sealer: Sealer
  log: Log
  /** Residents whom only this hotspot covers, kept with the alert that opens. */
  residentsAffected?(hotspotId: number): number
  /** What is known of hotspots between rounds besides what is stored, by their ids. */
  remembered?: Map<number, Remembered>
  /** Aborted when the process ends: what is asked meanwhile is no failure. */
  signal?: AbortSignal
}

/** So long what a controller said last counts, ms: a restart of it takes minutes. */
const WORDS_COUNT_MS = 300_000
/** Controllers asked at a time. */
const AT_ONCE = 4

/** Reads every controller that has an API once, each by itself: what one of them answers wrong costs the others nothing. */
export async function readControllers(parts: RoundParts, now = new Date()): Promise<void> {
  const { db, sealer } = parts
  const targets = await controllerTargets(db, sealer)
  const reads = await controllerReads(db)
  const due = targets.filter(({ id }) => isDue(reads.get(id), now))
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let target = due.shift(); target; target = due.shift()) await readOne(parts, target, now)
  })
  await Promise.all(workers)
  await forgetWords(
    db,
    targets.map(({ id }) => id),
    new Date(now.getTime() - WORDS_COUNT_MS),
  )
}

async function readOne(parts: RoundParts, target: ControllerTarget, now: Date): Promise<void> {
  const { db, log, signal } = parts
  let accessPoints: AccessPoint[]
  try {
    accessPoints = await readController(target, { signal })
  } catch (error) {
    if (signal?.aborted) return
    if (!(error instanceof ControllerError))
      log.error({ err: error, gateway: target.name }, 'a controller was not read')
    await keepFailure(db, target.id, error instanceof ControllerError ? error.failure : 'controller-refused', now)
    return
  }
  const { told, unknown } = shareOutTold(target, accessPoints)
  await keepWords(db, target, told, now)
  await storeReadings(parts, target.make, told, now)
  const strangers = await strangersOf(db, unknown)
  await handToFound(db, target.id, strangers, now)
  await keepRead(db, target.id, { accessPoints: accessPoints.length, unknown: strangers.length }, now)
}

/** Those that no other hotspot has either. */
async function strangersOf(db: Database, unknown: readonly AccessPoint[]): Promise<AccessPoint[]> {
  const held = await holdersOf(
    db,
    unknown.map(({ key }) => key),
  )
  const addresses = new Set(held.map(({ address }) => address))
  return unknown.filter(({ key }) => !addresses.has(key))
}

/** As any access point of a gateway that nobody knows; without sessions, for none were reported. */
async function handToFound(
  db: Database,
  gatewayId: number,
  strangers: readonly AccessPoint[],
  now: Date,
): Promise<void> {
  if (strangers.length === 0) return
  const heard = strangers.map(({ key }) => ({ gatewayId, called: key, sessions: 0, firstAt: now, lastAt: now }))
  await storeHeard(db, heard)
}

/** Hotspots that have an agent are polled: of them a controller's word is kept, and the readings are the agent's. */
async function storeReadings(
  { db, residentsAffected, remembered }: RoundParts,
  make: ControllerMake,
  told: Shared['told'],
  now: Date,
): Promise<void> {
  const own = told.filter(({ hotspot, accessPoint }) => !hotspot.hasAgent && accessPoint.state !== 'unknown')
  const states = await loadPollStates(
    db,
    own.map(({ hotspot }) => hotspot.id),
  )
  const results = own.map(({ hotspot, accessPoint }): PollResult => {
    const { id } = hotspot
    const before = withRemembered(states.get(id), remembered?.get(id))
    const result = resultFor({ id, before, tolerance: toleranceOf(defaultTolerance, hotspot) }, make, accessPoint, now)
    const { state, strained } = result.health
    remembered?.set(id, { strained, writtenAt: result.whole ? now.getTime() : before?.writtenAt })
    const fell = (state === 'down' || state === 'degraded') && state !== before?.health.state
    return { ...result, residentsAffected: fell ? (residentsAffected?.(id) ?? null) : null }
  })
  if (results.length > 0) await storeResults(db, results)
}

const withRemembered = (state: PollState | undefined, of: Remembered | undefined): PollState | undefined =>
  state && of
    ? {
        ...state,
        health: { ...state.health, strained: of.strained },
        ...(of.writtenAt !== undefined && { writtenAt: of.writtenAt }),
      }
    : state

/** A controller has waited already: what it says counts at once. */
function resultFor(
  { id, before, tolerance }: { id: number; before: PollState | undefined; tolerance: Tolerance },
  make: ControllerMake,
  accessPoint: AccessPoint,
  now: Date,
): PollResult {
  const at = now.getTime()
  if (accessPoint.state === 'down')
    return resultOf(id, before, undefined, at, { ...tolerance, failures: 1 }, 'disconnected')
  return resultOf(id, before, readingOf(make, accessPoint, at), at, tolerance)
}

const readingOf = (make: ControllerMake, accessPoint: AccessPoint, at: number): Answered => {
  const { model, serial, firmware, mac, name, uptimeSeconds, load, memoryUsed, clients, radios } = accessPoint
  return {
    ...{
      profile: `${make}-api`,
      kind: 'access-point',
      identity: { model, serial, firmware, mac, name },
      responseMs: 0,
    },
    ...{ uptimeSeconds, load, loadIs: 'share', memoryUsed, clients, radios },
    ...{ ownClients: null, members: null, uplink: null, interfaces: [], accessPoints: [], ups: null },
    counters: { at, clocks: {}, interfaces: {} },
  }
}
