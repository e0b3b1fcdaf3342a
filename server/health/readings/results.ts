import type { PollState } from '../poller/poll-state.ts'
import { type Health, nextHealth, type Tolerance, unknownHealth } from '../state.ts'
import type { PollResult } from '../store.ts'
import type { Reading } from './agent-reading.ts'
import { interfaceRates, troubleRate } from './rates.ts'
import { rebootBetween } from './reboot.ts'
import { hotspotTraffic } from './traffic.ts'

/** A reading, and how long the agent took (ms). */
export type Answered = Reading & { responseMs: number }

/**
 * What one poll means after the polls before it: the result to write, which is also the state for the next poll.
 *
 * @param reading undefined when the agent did not answer
 * @param at when the poll ended, ms since 1970
 */
export function resultOf(
  hotspotId: number,
  last: PollState | undefined,
  reading: Answered | undefined,
  at: number,
  tolerance?: Tolerance,
): PollResult {
  const before: PollState = last ?? { health: unknownHealth(at), profile: null, memory: null, clients: null }
  const base = { hotspotId, at: new Date(at), residentsAffected: null }
  if (!reading) {
    const health = nextHealth(before.health, undefined, at, tolerance)
    const nothing = { responseMs: null, uptimeSeconds: null, load: null, memoryUsed: null, inBps: null, outBps: null }
    return {
      ...{ ...base, ...nothing, reachable: false, profile: before.profile, health, memory: before.memory },
      ...{ radios: [], troubles: null, rebootedAt: null },
      clients: health.state === 'down' ? null : before.clients,
      changed: health.state !== before.health.state,
      whole: isWorthMore(before, health, at),
    }
  }
  const counted = before.memory?.counters ?? null
  const rates = interfaceRates(counted, reading.counters)
  const formerUplink = reading.interfaces.find(({ name }) => name === before.memory?.uplink)
  const uplinkUp = formerUplink?.up ?? reading.uplink?.up ?? true
  const health = nextHealth(before.health, { ...reading, uplinkUp }, at, tolerance)
  const uplink = uplinkUp ? (reading.uplink?.name ?? null) : (before.memory?.uplink ?? null)
  const { responseMs, uptimeSeconds, load, memoryUsed, clients, profile, radios } = reading
  const rebootedAt = rebootBetween(counted, reading.counters)
  const whole = rebootedAt !== undefined || profile !== before.profile || isWorthMore(before, health, at)
  return {
    ...{ ...base, responseMs, uptimeSeconds, load, memoryUsed, clients, profile, radios, health, whole },
    ...hotspotTraffic(reading.uplink, reading.interfaces, rates),
    reachable: true,
    troubles: whole && reading.uplink ? troubleRate(counted, reading.counters, reading.uplink.name) : null,
    memory: { counters: reading.counters, answeredAt: at, uplink },
    changed: health.state !== before.health.state || clients !== before.clients,
    rebootedAt: rebootedAt ? onSystemClock(rebootedAt, reading.counters.at, at) : null,
  }
}

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
