import type { PollState } from '../poller/poll-state.ts'
import { type Absence, type Health, nextHealth, type Tolerance, unknownHealth } from '../state.ts'
import type { PollResult } from '../store.ts'
import type { Reading } from './agent-reading.ts'
import { type Counters, interfaceRates, troubleRate } from './rates.ts'
import { rebootBetween } from './reboot.ts'
import { hotspotTraffic } from './traffic.ts'

/** A reading, and how long the agent took (ms). */
export type Answered = Reading & { responseMs: number }

/**
 * What one poll means after the polls before it: the result to write, which is also the state for the next poll.
 *
 * @param reading undefined when the agent did not answer, or said nothing of the hotspot
 * @param at when the poll ended, ms since 1970
 * @param absence why it is down, where there is none
 */
export function resultOf(
  hotspotId: number,
  last: PollState | undefined,
  reading: Answered | undefined,
  at: number,
  tolerance?: Tolerance,
  absence?: Absence,
): PollResult {
  const before: PollState = last ?? { health: unknownHealth(at), profile: null, memory: null, clients: null }
  return reading ? answered(hotspotId, before, reading, at, tolerance) : lost(hotspotId, before, at, tolerance, absence)
}

// Written out, every field in its place: literals of other literals cost several times as much, and thousands are made a
// second.

function lost(
  hotspotId: number,
  before: PollState,
  at: number,
  tolerance: Tolerance | undefined,
  absence: Absence | undefined,
): PollResult {
  const health = nextHealth(before.health, undefined, at, tolerance, absence)
  return {
    hotspotId,
    at: new Date(at),
    reachable: false,
    uptimeSeconds: null,
    load: null,
    memoryUsed: null,
    clients: health.state === 'down' ? null : before.clients,
    inBps: null,
    outBps: null,
    profile: before.profile,
    health,
    memory: before.memory,
    radios: nothing,
    troubles: null,
    whole: isWorthMore(before, health, at),
    changed: health.state !== before.health.state,
    rebootedAt: null,
    residentsAffected: null,
  }
}

const nothing: PollResult['radios'] = []

function answered(
  hotspotId: number,
  before: PollState,
  reading: Answered,
  at: number,
  tolerance: Tolerance | undefined,
): PollResult {
  const counted = before.memory?.counters ?? null
  const { counters, interfaces, clients, profile } = reading
  const former = before.memory?.uplink ?? null
  const formerUplink = former === null ? undefined : interfaces.find(({ name }) => name === former)
  const uplinkUp = formerUplink?.up ?? reading.uplink?.up ?? true
  const { load, loadIs, memoryUsed } = reading
  const utilisation = busiest(reading, tolerance)
  const strain = {
    load,
    loadIs,
    memoryUsed,
    uplinkUp,
    utilisation,
    clients: fullness(reading, tolerance),
    ups: reading.ups,
  }
  const health = nextHealth(before.health, strain, at, tolerance)
  const { inBps, outBps } = hotspotTraffic(reading.uplink, interfaces, interfaceRates(counted, counters))
  const rebootedAt = rebootBetween(counted, counters)
  const whole = rebootedAt !== undefined || profile !== before.profile || isWorthMore(before, health, at)
  return {
    hotspotId,
    at: new Date(at),
    reachable: true,
    uptimeSeconds: reading.uptimeSeconds,
    load,
    memoryUsed,
    clients,
    inBps,
    outBps,
    profile,
    health,
    memory:
      before.memory && tellsTime(before.memory.counters) && !tellsTime(counters)
        ? before.memory
        : { counters, answeredAt: at, uplink: uplinkUp ? (reading.uplink?.name ?? null) : former },
    radios: reading.radios,
    troubles: whole && reading.uplink ? troubleRate(counted, counters, reading.uplink.name) : null,
    whole,
    changed: health.state !== before.health.state || clients !== before.clients,
    rebootedAt: rebootedAt ? onSystemClock(rebootedAt, counters.at, at) : null,
    residentsAffected: null,
  }
}

/** An agent that told a time will tell one again: what comes then is compared with that. */
const tellsTime = ({ clocks: { sysUpTime, hrSystemUptime, engineTime } }: Counters): boolean =>
  sysUpTime !== undefined || hrSystemUptime !== undefined || engineTime !== undefined

/** Of the radios' air, where the hotspot's group looks at that; 0 of what nobody knows. */
const busiest = ({ radios }: Reading, tolerance: Tolerance | undefined): number =>
  tolerance?.utilisation === undefined
    ? 0
    : radios.reduce((most, { utilisation }) => Math.max(most, utilisation ?? 0), 0)

/** Devices as a share of those that it is said to serve, where the hotspot's group looks at that. */
const fullness = ({ clients }: Reading, tolerance: Tolerance | undefined): number =>
  tolerance?.clients === undefined || !tolerance.capacity ? 0 : (clients ?? 0) / tolerance.capacity

/** ms until more than a sample is written of a hotspot of which nothing else is new: what another process takes over. */
const WRITTEN_FOR = 300_000

/** Whether more than a sample is to be written. A lost poll is a sample: whoever takes over counts anew. */
function isWorthMore({ health: before, writtenAt }: PollState, after: Health, at: number): boolean {
  if (after.state !== before.state || after.cause !== before.cause) return true
  return writtenAt === undefined || Math.abs(at - writtenAt) >= WRITTEN_FOR
}

/** Readings are timed by a clock that nobody sets; what is stored is by the system's. */
const onSystemClock = (rebootedAt: Date, answeredAt: number, at: number) =>
  new Date(rebootedAt.getTime() + at - answeredAt)
