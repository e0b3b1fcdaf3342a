import type { PollState } from '../poller/poll-state.ts'
import { nextHealth, type Tolerance, unknownHealth } from '../state.ts'
import type { PollResult } from '../store.ts'
import type { Reading } from './agent-reading.ts'
import { interfaceRates } from './rates.ts'
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
  const before = last ?? { health: unknownHealth(at), profile: null, memory: null, clients: null }
  const base = { hotspotId, at: new Date(at), residentsAffected: null }
  if (!reading) {
    const health = nextHealth(before.health, undefined, at, tolerance)
    const nothing = { responseMs: null, uptimeSeconds: null, load: null, memoryUsed: null, inBps: null, outBps: null }
    const clients = health.state === 'down' ? null : before.clients
    const changed = health.state !== before.health.state
    return {
      ...base,
      ...nothing,
      reachable: false,
      clients,
      profile: before.profile,
      health,
      memory: before.memory,
      changed,
      rebootedAt: null,
    }
  }
  const rates = interfaceRates(before.memory?.counters ?? null, reading.counters)
  const traffic = hotspotTraffic(reading.uplink, reading.interfaces, rates)
  const formerUplink = reading.interfaces.find(({ name }) => name === before.memory?.uplink)
  const uplinkUp = formerUplink?.up ?? reading.uplink?.up ?? true
  const health = nextHealth(before.health, { ...reading, uplinkUp }, at, tolerance)
  const uplink = uplinkUp ? (reading.uplink?.name ?? null) : (before.memory?.uplink ?? null)
  const changed = health.state !== before.health.state || reading.clients !== before.clients
  const { responseMs, uptimeSeconds, load, memoryUsed, clients, profile } = reading
  const readings = { responseMs, uptimeSeconds, load, memoryUsed, clients, profile }
  const memory = { counters: reading.counters, uplink }
  const rebootedAt = rebootBetween(before.memory?.counters ?? null, reading.counters)
  return {
    ...base,
    ...readings,
    ...traffic,
    reachable: true,
    health,
    memory,
    changed,
    rebootedAt: rebootedAt ? onSystemClock(rebootedAt, reading.counters.at, at) : null,
  }
}

/** Readings are timed by a clock that nobody sets; what is stored is by the system's. */
const onSystemClock = (rebootedAt: Date, answeredAt: number, at: number) =>
  new Date(rebootedAt.getTime() + at - answeredAt)
